package birthmark.node.edge;

import birthmark.codec.Shape;
import birthmark.codec.Variants;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What the contracts declare, as data for programs and people. */
final class RulesJson {
  private RulesJson() {}

  /**
   * What {@code rulebook}, the newest rules known, declares.
   *
   * @param inForce the rules that decided the newest block
   */
  static Json of(Rulebook rulebook, Rulebook inForce) {
    List<Json> known = new ArrayList<>();
    rulebook.versions().forEach(version -> known.add(new Json.Int(version)));
    List<Json> contracts = new ArrayList<>();
    rulebook.contracts().forEach(rules -> contracts.add(of(rules)));
    List<Json> problems = new ArrayList<>();
    Problem.catalogue(rulebook).forEach(kind -> problems.add(of(kind)));
    return Json.object()
        .put("version", inForce.version())
        .put("known", new Json.Arr(known))
        .put("contracts", new Json.Arr(contracts))
        .put("problems", new Json.Arr(problems))
        .build();
  }

  static Json of(Problem.Kind kind) {
    return Json.object()
        .put("type", kind.type())
        .put("title", kind.title())
        .put("status", kind.status())
        .put("contract", kind.contract())
        .put("reason", kind.reason())
        .put("sentence", kind.sentence())
        .build();
  }

  private static Json of(Rulebook.Rules rules) {
    List<Json> reads = new ArrayList<>();
    rules.surface().reads().forEach(read -> reads.add(of(read)));
    return Json.object()
        .put("number", rules.number())
        .put("path", rules.surface().path())
        .put("noun", rules.surface().noun())
        .put("about", rules.surface().about())
        .put("transactions", records(rules.transactions()))
        .put("facts", records(rules.facts()))
        .put("reads", new Json.Arr(reads))
        .build();
  }

  private static Json records(Variants<?> variants) {
    List<Json> records = new ArrayList<>();
    for (Variants.Variant<?> variant : variants.all()) {
      records.add(
          Json.object()
              .put("tag", variant.tag())
              .put("since", variant.since())
              .put("name", variant.name())
              .put("about", variant.shape().about())
              .put("fields", fields(variant.shape()))
              .build());
    }
    return new Json.Arr(records);
  }

  private static Json fields(Shape.Product product) {
    List<Json> fields = new ArrayList<>();
    for (Shape.Field field : product.fields()) {
      fields.add(
          Json.object()
              .put("name", field.name())
              .put("about", field.about())
              .put("shape", of(field.shape()))
              .build());
    }
    return new Json.Arr(fields);
  }

  private static Json of(Shape shape) {
    return switch (shape) {
      case Shape.Whole _ -> kind("whole").build();
      case Shape.Flag _ -> kind("flag").build();
      case Shape.Moment _ -> kind("moment").build();
      case Shape.Text text -> kind("text").put("min", text.min()).put("max", text.max()).build();
      case Shape.Octets octets ->
          kind("octets")
              .put("min", octets.min())
              .put("max", octets.max())
              .put("what", octets.what())
              .build();
      case Shape.Choice choice ->
          kind("choice").put("names", Schemas.texts(choice.names())).build();
      case Shape.Maybe maybe -> kind("maybe").put("value", of(maybe.value())).build();
      case Shape.Many many ->
          kind("many")
              .put("min", many.min())
              .put("max", many.max())
              .put("element", of(many.element()))
              .build();
      case Shape.Wrapped wrapped ->
          kind("wrapped")
              .put("name", wrapped.name())
              .put("about", wrapped.about())
              .put("value", of(wrapped.value()))
              .build();
      case Shape.Product product ->
          kind("record")
              .put("name", product.name())
              .put("about", product.about())
              .put("fields", fields(product))
              .build();
      case Shape.Sum sum ->
          kind("one-of")
              .put("name", sum.name())
              .put(
                  "cases",
                  new Json.Arr(
                      sum.cases().stream()
                          .map(
                              each ->
                                  (Json)
                                      Json.object()
                                          .put("tag", each.tag())
                                          .put("record", of(each.record()))
                                          .build())
                          .toList()))
              .build();
    };
  }

  private static Json.ObjectBuilder kind(String kind) {
    return Json.object().put("kind", kind);
  }

  private static Json of(Read read) {
    return switch (read) {
      case Read.Find<?, ?> find -> of(read, "find", find.readers().words());
      case Read.Listing<?, ?> listing -> of(read, "listing", listing.readers().words());
      case Read.DerivedListing<?, ?, ?> listing ->
          of(read, "derived-listing", listing.readers().words());
      case Read.Derived<?, ?> derived -> of(read, "derived", derived.readers().words());
    };
  }

  private static Json of(Read read, String kind, String readers) {
    return Json.object()
        .put("path", read.path())
        .put("kind", kind)
        .put("about", read.about())
        .put("readers", readers)
        .build();
  }
}
