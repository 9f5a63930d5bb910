package birthmark.testing;

import birthmark.codec.Codec;
import birthmark.codec.Names;
import birthmark.codec.Variants;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.state.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Golden octets of a contract, for any language: one sample of each transaction, fact and table row
 * in JSON and in octets, and the refusals in their order.
 *
 * <p>A sample depends on its own name alone, so that adding one changes no other.
 */
final class GoldenFile {
  private final Rulebook rulebook;
  private final Rulebook.Rules rules;
  private final Samples samples;

  GoldenFile(Rulebook rulebook, Rulebook.Rules rules, Samples samples) {
    this.rulebook = rulebook;
    this.rules = rules;
    this.samples = samples;
  }

  void check(Path file) throws IOException {
    Golden.check(file, contract());
  }

  private Json contract() {
    return Json.object()
        .put("contract", rules.number())
        .put("path", rules.surface().path())
        .put("transactions", variants("transaction", rules.transactions()))
        .put("facts", variants("fact", rules.facts()))
        .put("rows", new Json.Arr(rules.surface().tables().stream().map(this::row).toList()))
        .put("refusals", refusals(rules.surface().refusals()))
        .build();
  }

  private <S> Json variants(String kind, Variants<S> variants) {
    return new Json.Arr(variants.all().stream().map(variant -> variant(kind, variant)).toList());
  }

  private <S> Json variant(String kind, Variants.Variant<S> variant) {
    S value = samples.of(variant.codec(), random(kind + " " + variant.name()));
    return Json.object()
        .put("tag", variant.tag())
        .put("name", variant.name())
        .put("json", variant.codec().toJson(value))
        .put("cbor", variant.codec().encode(value).hex())
        .build();
  }

  private <K, V> Json row(Table<K, V> table) {
    Random random = random("row " + table.name());
    Codec<K> keys = table.key().codec();
    K key = samples.of(keys, random);
    V value = samples.of(table.value(), random);
    return Json.object()
        .put("table", table.number())
        .put("name", table.name())
        .put("key", keys.toJson(key))
        .put("keyOctets", table.key().encode(rulebook.prefix(table), key).hex())
        .put("value", table.value().toJson(value))
        .put("valueOctets", table.value().encode(value).hex())
        .build();
  }

  private static Json refusals(List<Reason> reasons) {
    return new Json.Arr(
        reasons.stream().<Json>map(reason -> new Json.Text(Names.kebab(reason.name()))).toList());
  }

  private Random random(String name) {
    return new Random((rules.surface().path() + " " + name).hashCode());
  }
}
