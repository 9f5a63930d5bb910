package birthmark.node.edge;

import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Compares JSON with the part of JSON Schema that the document is written in. */
record SchemaCheck(Function<String, Optional<Json>> resolve) {
  /** What does not fit. */
  List<String> faults(Json schema, Json json) {
    List<String> faults = new ArrayList<>();
    check(schema, json, "", faults);
    return faults;
  }

  private void check(Json schema, Json json, String where, List<String> faults) {
    Json.Obj rules = (Json.Obj) schema;
    Optional<Json> reference = rules.member("$ref");
    if (reference.isPresent()) {
      String name = ((Json.Text) reference.get()).value();
      check(resolve.apply(name).orElseThrow(), json, where, faults);
      return;
    }
    Optional<Json> oneOf = rules.member("oneOf");
    if (oneOf.isPresent()) {
      long fitting =
          ((Json.Arr) oneOf.get())
              .elements().stream().filter(each -> faults(each, json).isEmpty()).count();
      if (fitting != 1) {
        faults.add(where + " fits " + fitting + " of oneOf");
      }
      return;
    }
    Optional<Json> constant = rules.member("const");
    if (constant.isPresent() && !constant.get().equals(json)) {
      faults.add(where + " is not " + constant.get());
    }
    Optional<Json> choices = rules.member("enum");
    if (choices.isPresent() && !((Json.Arr) choices.get()).elements().contains(json)) {
      faults.add(where + " is not one of " + choices.get());
    }
    Optional<Json> type = rules.member("type");
    if (type.isPresent()) {
      typed(rules, ((Json.Text) type.get()).value(), json, where, faults);
    }
  }

  private void typed(Json.Obj rules, String type, Json json, String where, List<String> faults) {
    switch (json) {
      case Json.Obj object when type.equals("object") -> object(rules, object, where, faults);
      case Json.Arr array when type.equals("array") -> {
        Json items = rules.member("items").orElse(Json.object().build());
        for (int i = 0; i < array.elements().size(); i++) {
          check(items, array.elements().get(i), where + "[" + i + "]", faults);
        }
      }
      case Json.Text text when type.equals("string") -> {
        Optional<Json> pattern = rules.member("pattern");
        if (pattern.isPresent()
            && !Pattern.compile(((Json.Text) pattern.get()).value()).matcher(text.value()).find()) {
          faults.add(where + " does not match " + pattern.get());
        }
      }
      case Json.Int whole when type.equals("integer") -> {
        long min = bound(rules, "minimum", Long.MIN_VALUE);
        long max = bound(rules, "maximum", Long.MAX_VALUE);
        if (whole.value() < min || whole.value() > max) {
          faults.add(where + " is not from " + min + " to " + max);
        }
      }
      case Json.Bool _ when type.equals("boolean") -> {}
      default -> faults.add(where + " is not of type " + type);
    }
  }

  private static long bound(Json.Obj rules, String name, long otherwise) {
    return rules.member(name).map(bound -> ((Json.Int) bound).value()).orElse(otherwise);
  }

  private void object(Json.Obj rules, Json.Obj object, String where, List<String> faults) {
    Json.Obj properties = (Json.Obj) rules.member("properties").orElse(Json.object().build());
    for (Json.Member member : object.members()) {
      Optional<Json> schema = properties.member(member.name());
      if (schema.isPresent()) {
        check(schema.get(), member.value(), where + "." + member.name(), faults);
      } else if (rules.member("additionalProperties").equals(Optional.of(new Json.Bool(false)))) {
        faults.add(where + "." + member.name() + " is not in the schema");
      }
    }
    for (Json name :
        ((Json.Arr) rules.member("required").orElse(new Json.Arr(List.of()))).elements()) {
      if (object.member(((Json.Text) name).value()).isEmpty()) {
        faults.add(where + "." + ((Json.Text) name).value() + " is missing");
      }
    }
  }
}
