package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.merkle.KeyRange;
import birthmark.merkle.ShownState;
import birthmark.merkle.StateProof;
import birthmark.merkle.StateTree;
import birthmark.proof.StateProofCodec;
import birthmark.testing.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proofs of rows: whatever proof holds shows rows that are there. */
final class RowsTarget implements Target {
  private final MemoryLedger ledger = Ledgers.inhabited().ledger();
  private final StateTree tree = ledger.tip().tree();

  @Override
  public List<Bytes> seeds() {
    List<Bytes> keys =
        ledger.list(Bytes.EMPTY, Optional.empty(), 1_000).stream().map(row -> row.key()).toList();
    List<Bytes> seeds = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += 9) {
      Bytes key = keys.get(i);
      seeds.add(proof(KeyRange.of(key)));
      seeds.add(proof(KeyRange.under(key.slice(0, 4))));
      seeds.add(proof(KeyRange.of(key.concat(key.slice(0, 1)))));
    }
    return seeds;
  }

  private Bytes proof(KeyRange range) {
    CborWriter out = new CborWriter();
    StateProofCodec.write(out, tree.prove(ledger.pages(), List.of(range), ledger::value));
    return out.toBytes();
  }

  @Override
  public void read(Bytes octets) {
    StateProof proof;
    try {
      CborReader in = new CborReader(octets);
      proof = StateProofCodec.read(in);
      in.end();
    } catch (CborException e) {
      return;
    }
    CborWriter again = new CborWriter();
    StateProofCodec.write(again, proof);
    Target.require(again.toBytes().equals(octets), "a proof has one form");
    if (ShownState.check(proof, tree.root()) instanceof ShownState.Check.Shown) {
      for (StateProof.Part part : proof.parts()) {
        if (part instanceof StateProof.Row(Bytes key, Bytes value)) {
          Target.require(
              ledger.value(key).equals(Optional.of(value)), "what is shown is in the state");
        }
      }
    }
  }
}
