package birthmark.sim.second;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Seal;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.node.submit.FastSignatures;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.sim.cast.Cast;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.MemoryLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A log decided again from its genesis, as an import does, and as a file that was exported. */
final class ReplayedLog {
  private ReplayedLog() {}

  /** Whether each block leads to the seal that it has. */
  static boolean follows(List<Bytes> entries) {
    try {
      Genesis genesis = Genesis.CODEC.decode(entries.getFirst());
      MemoryLedger copy =
          new MemoryLedger(new Machine(Contracts.rulebook(), FastSignatures.best(), genesis));
      return entries.size() > 1
          && entries.subList(0, 2).equals(copy.entries())
          && blocks(genesis, copy, entries.subList(2, entries.size()));
    } catch (MalformedException
        | RefusedException
        | IllegalArgumentException
        | IllegalStateException e) {
      return false;
    }
  }

  private static boolean blocks(Genesis genesis, MemoryLedger copy, List<Bytes> entries)
      throws MalformedException, RefusedException {
    Machine machine = new Machine(Contracts.rulebook(), FastSignatures.best(), genesis);
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Bytes entry = entries.get(i);
      if (!Seal.is(entry)) {
        Statement statement = Statement.decode(Contracts.rulebook(), entry);
        statements.add(statement);
        if (statement.registered().isPresent()) {
          i++;
          if (i == entries.size() || !entries.get(i).equals(statement.registered().get())) {
            return false;
          }
        }
        continue;
      }
      Seal seal = Seal.decode(entry);
      Block block = new Block(seal.height(), seal.time(), List.copyOf(statements), true);
      BlockResult again = machine.replay(copy.tip(), copy, block, seal.refusals());
      boolean accepted = again.decisions().stream().allMatch(Decision.Accepted.class::isInstance);
      if (!accepted || !again.entries().getLast().equals(entry)) {
        return false;
      }
      copy.keep(again);
      statements.clear();
    }
    return statements.isEmpty();
  }

  /** The file that an export of these entries is, with a checkpoint signed over them. */
  static Bytes file(String origin, List<Bytes> entries) {
    Bytes root = LogFrontier.EMPTY.append(entries.stream().map(LogTree::leafHash).toList()).root();
    String note =
        new String(
            CheckpointSigner.of(origin, Cast.EVERYBODY.checkpoints())
                .note(new Checkpoint(origin, entries.size(), root))
                .encode()
                .toByteArray(),
            StandardCharsets.UTF_8);
    Bytes header = new CborWriter().array(2).unsigned(entries.size()).text(note).toBytes();
    Bytes file = Bytes.copyOf("birthmark log 1\n".getBytes(StandardCharsets.US_ASCII));
    file = file.concat(length(header)).concat(header);
    for (Bytes entry : entries) {
      file = file.concat(length(entry)).concat(entry);
    }
    return file;
  }

  private static Bytes length(Bytes octets) {
    int length = octets.length();
    return Bytes.copyOf(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
  }
}
