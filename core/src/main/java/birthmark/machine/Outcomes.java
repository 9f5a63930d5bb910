package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import java.util.ArrayList;
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

  /**
   * The facts in what came of an accepted statement.
   *
   * @throws MalformedException if one is none that {@code rulebook} has
   */
  public static List<Fact> facts(Rulebook rulebook, Bytes outcome) throws MalformedException {
    CborReader in = new CborReader(outcome);
    try {
      in.arrayOf(2);
      in.bytesOf(Sha256.LENGTH);
      List<Fact> facts = new ArrayList<>();
      for (int left = in.array(Integer.MAX_VALUE); left > 0; left--) {
        facts.add(fact(rulebook, in));
      }
      in.end();
      return facts;
    } catch (CborException e) {
      throw new MalformedException(e);
    }
  }

  /**
   * The fact that comes next as {@code [contract, tag, [component…]]}.
   *
   * @throws MalformedException if it is none that {@code rulebook} has
   */
  public static Fact fact(Rulebook rulebook, CborReader in) throws MalformedException {
    in.arrayOf(3);
    long contract = in.unsigned();
    long tag = in.unsigned();
    return rulebook
        .numbered(contract)
        .flatMap(rules -> rules.facts().tagged(tag))
        .orElseThrow(
            () -> new MalformedException("", "contract " + contract + " has no fact " + tag))
        .codec()
        .read(in);
  }

  /** Writes {@code [contract, tag, [component…]]}. */
  public static void write(Rulebook rulebook, CborWriter out, Fact fact) {
    Rulebook.Rules rules = rulebook.of(fact);
    Variants.Variant<Fact> variant = rules.facts().of(fact);
    out.array(3).unsigned(rules.number()).unsigned(variant.tag());
    variant.codec().write(out, fact);
  }
}
