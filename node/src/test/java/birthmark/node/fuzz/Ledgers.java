package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.node.submit.FastSignatures;
import birthmark.testing.ContractSamples;
import birthmark.testing.Samples;
import birthmark.testing.SignedLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small ledger, and a statement of every type for it. */
final class Ledgers {
  static final Rulebook RULEBOOK = Contracts.rulebook();

  private Ledgers() {}

  /** A ledger with a few parties. */
  static SignedLedger inhabited() {
    SignedLedger ledger = new SignedLedger(RULEBOOK, 31, FastSignatures.best());
    for (int i = 0; i < 40; i++) {
      // Ed25519 has no randomness: each process has the same ledger, or there would be two of one
      // key.
      SigningKey key = ledger.key(Algorithm.ED25519);
      ledger.accept(
          key, new PartyTransaction.Register(key.publicKey(), new Handle("party-" + i), "Party"));
    }
    return ledger;
  }

  /** A signed statement of every type. */
  static List<Bytes> statements(SignedLedger ledger) {
    SigningKey key = ledger.key(Algorithm.ED25519);
    Samples samples = ContractSamples.samples();
    Random random = new Random(32);
    List<Bytes> statements = new ArrayList<>();
    for (Rulebook.Rules rules : RULEBOOK.contracts()) {
      for (Variants.Variant<Transaction> variant : rules.transactions().all()) {
        Transaction sample = samples.of(variant.codec(), random);
        statements.add(ledger.sign(key, statements.size() + 1, sample).envelope().encode());
      }
    }
    return statements;
  }
}
