package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Rulebook;
import birthmark.machine.Outcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of a block's facts: {@code [time, [[statement id or null, log index, [contract,
 * tag, [component…]]]…]]}.
 */
final class FactsCodec {
  private final Rulebook rulebook;

  FactsCodec(Rulebook rulebook) {
    this.rulebook = rulebook;
  }

  Bytes encode(BlockFacts facts) {
    CborWriter out = new CborWriter();
    out.array(2).unsigned(facts.time().millis()).array(facts.facts().size());
    for (BlockFacts.Stated each : facts.facts()) {
      out.array(3);
      each.statement().ifPresentOrElse(out::bytes, out::nil);
      out.unsigned(each.index());
      Outcomes.write(rulebook, out, each.fact());
    }
    return out.toBytes();
  }

  BlockFacts decode(long height, Bytes stored) {
    try {
      CborReader in = new CborReader(stored);
      in.arrayOf(2);
      Timestamp time = new Timestamp(in.unsigned(Timestamp.MAX_MILLIS));
      List<BlockFacts.Stated> facts = new ArrayList<>();
      for (int left = in.array(Integer.MAX_VALUE); left > 0; left--) {
        in.arrayOf(3);
        facts.add(new BlockFacts.Stated(statement(in), in.unsigned(), Outcomes.fact(rulebook, in)));
      }
      in.end();
      return new BlockFacts(height, time, facts);
    } catch (CborException | MalformedException e) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          "The stored facts of block "
              + height
              + " are damaged ("
              + e.getMessage()
              + "). Rebuild the index.",
          e);
    }
  }

  private static Optional<Bytes> statement(CborReader in) {
    if (in.isNil()) {
      in.nil();
      return Optional.empty();
    }
    return Optional.of(in.bytesOf(32));
  }
}
