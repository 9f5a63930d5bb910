package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.statement.Statement;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A party that is the last to send something before a ledger is idle, and the first after. */
final class LastCaller {
  private static final int TRIES = 100;
  private static final int AGAIN_MILLIS = 200;
  private static final long VALID_SECONDS = 36_000;

  private final SecureRandom random = new SecureRandom();
  private final SigningKey key = generated();
  private final Genesis genesis;
  private final Doors doors;
  private final URI node;
  private long sequence;

  /** A party of {@code node}'s, which registers first of all. */
  LastCaller(Genesis genesis, Doors doors, URI node) throws IOException, InterruptedException {
    this.genesis = genesis;
    this.doors = doors;
    this.node = node;
    commit(signed(new PartyTransaction.Register(key.publicKey(), new Handle("caller"), "Caller")));
  }

  private SigningKey generated() {
    return JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
  }

  PartyId party() {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  /** The key that goes on counting. */
  SigningKey key() {
    return key;
  }

  /** Has a second key of its own count until {@code until}; the statement that says so. */
  Bytes retireKey(Timestamp until) throws IOException, InterruptedException {
    SigningKey second = generated();
    Bytes possession =
        PartyTransaction.AddSigningKey.claim(genesis.network(), party(), second.publicKey())
            .sign(second);
    commit(signed(new PartyTransaction.AddSigningKey(party(), second.publicKey(), possession)));
    Bytes retires = signed(new PartyTransaction.RetireKey(second.publicKey().thumbprint(), until));
    commit(retires);
    return retires;
  }

  /** Registers somebody else. */
  void register() throws IOException, InterruptedException {
    SigningKey other = generated();
    commit(
        statement(
            other,
            1,
            new PartyTransaction.Register(other.publicKey(), new Handle("other"), "Other")));
  }

  private Bytes signed(Transaction transaction) {
    sequence++;
    return statement(key, sequence, transaction);
  }

  private Bytes statement(SigningKey signer, long number, Transaction transaction) {
    Timestamp expiry = new Timestamp(System.currentTimeMillis()).plusSeconds(VALID_SECONDS);
    return new Statement.Draft(genesis.network(), number, expiry, transaction, Optional.empty())
        .sign(Contracts.rulebook(), signer);
  }

  private void commit(Bytes statement) throws IOException, InterruptedException {
    String said = "nothing";
    for (int i = 0; i < TRIES; i++) {
      Optional<Doors.Said> answer = doors.place(node, statement);
      if (answer.flatMap(Doors.Said::index).isPresent()) {
        return;
      }
      said = answer.map(Doors.Said::text).orElse(said);
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    }
    throw new IOException("a sound statement is not taken: " + said);
  }
}
