package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import java.util.List;

/** The leaves under a seal's outcomes root. */
public final class Outcomes {
  private Outcomes() {}

  /**
   * {@code [statement id, [[contract, tag, [component…]]…]]}: an accepted statement and its facts.
   */
  public static Bytes accepted(Rulebook rulebook, Bytes statement, List<Fact> facts) {
    CborWriter out = new CborWriter();
    out.array(2).bytes(statement);
    write(rulebook, out, facts);
    return out.toBytes();
  }

  /**
   * {@code [contract, table, key, [[contract, tag, [component…]]…]]}: a record that came due and
   * the facts; null in their place if the contract failed.
   */
  static Bytes performed(Rulebook rulebook, Performed performed) {
    CborWriter out = new CborWriter();
    out.array(4).unsigned(performed.contract()).unsigned(performed.table()).bytes(performed.key());
    if (performed.fault().isPresent()) {
      out.nil();
    } else {
      write(rulebook, out, performed.facts());
    }
    return out.toBytes();
  }

  /** {@code [statement id, contract, reason]}: a refused statement. */
  static Bytes refused(Seal.Refusal refusal) {
    CborWriter out = new CborWriter();
    out.array(3).bytes(refusal.statement()).unsigned(refusal.contract()).unsigned(refusal.reason());
    return out.toBytes();
  }

  private static void write(Rulebook rulebook, CborWriter out, List<Fact> facts) {
    out.array(facts.size());
    for (Fact fact : facts) {
      write(rulebook, out, fact);
    }
  }

  /** Writes {@code [contract, tag, [component…]]}. */
  public static void write(Rulebook rulebook, CborWriter out, Fact fact) {
    Rulebook.Rules rules = rulebook.of(fact);
    Variants.Variant<Fact> variant = rules.facts().of(fact);
    out.array(3).unsigned(rules.number()).unsigned(variant.tag());
    variant.codec().write(out, fact);
  }
}
