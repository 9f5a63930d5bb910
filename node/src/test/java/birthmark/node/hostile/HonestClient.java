package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contract.Transaction;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.node.testing.FrontDoor;
import birthmark.testing.SeededRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Parties that place a statement now and then, and how long each waits for its answer. */
final class HonestClient {
  private static final long PAUSE_MILLIS = 10;

  private final SeededRandom random = new SeededRandom(11);
  private final FrontDoor door;
  private final List<SigningKey> keys = new ArrayList<>();
  private int turn;

  /** As many parties as can place statements without pause under a small quota. */
  HonestClient(FrontDoor door, int parties) throws IOException, InterruptedException {
    this.door = door;
    for (int i = 0; i < parties; i++) {
      SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
      door.accept(
          key,
          new PartyTransaction.Register(key.publicKey(), new Handle("party" + i), "Party " + i));
      keys.add(key);
    }
  }

  /** A statement that takes effect whoever of them signs it. */
  private Transaction harmless() {
    return new PartyTransaction.AddAgreementKey(
        JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic()));
  }

  /** Places statements for {@code time}; the nanoseconds that each took. */
  List<Long> placeFor(Duration time) throws IOException, InterruptedException {
    List<Long> nanos = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      SigningKey key = keys.get(turn++ % keys.size());
      var statement = door.sign(key, harmless());
      long start = System.nanoTime();
      FrontDoor.Told told = door.submit(statement);
      nanos.add(System.nanoTime() - start);
      assertEquals(201, told.status(), told::text);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return nanos;
  }
}
