package birthmark.node.faults;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.node.testing.FastKey;
import birthmark.statement.Statement;
import birthmark.testing.SeededRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Senders that register one party after the other, and remember what was acknowledged. */
final class Load {
  private static final int SENDERS = 4;
  private static final int CREATED = 201;
  private static final int PATIENCE_MILLIS = 20_000;

  private final Genesis genesis;
  private final SeededRandom random;
  private final Queue<Bytes> acknowledged = new ConcurrentLinkedQueue<>();
  private long made;

  Load(Genesis genesis, long seed) {
    this.genesis = genesis;
    this.random = new SeededRandom(seed);
  }

  /** A new party's statement, which will be accepted. */
  synchronized Bytes statement() {
    SigningKey key = FastKey.generate(random);
    made++;
    return new Statement.Draft(
            genesis.network(),
            1,
            new Timestamp(System.currentTimeMillis()).plusSeconds(86_000),
            new PartyTransaction.Register(key.publicKey(), new Handle("p-" + made), "Somebody"))
        .sign(Contracts.rulebook(), key);
  }

  /** Sends until the node no longer answers. */
  List<Thread> on(NodeProcess node) {
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(Thread.ofVirtual().start(() -> send(node)));
    }
    return senders;
  }

  private void send(NodeProcess node) {
    try {
      while (true) {
        Bytes statement = statement();
        if (node.submit(statement).statusCode() == CREATED) {
          acknowledged.add(Sign1.decode(statement).id());
        }
      }
    } catch (IOException e) {
      // The node is gone, which is what these tests are for.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until {@code count} more statements are acknowledged than now. */
  void awaitMore(int count) throws InterruptedException {
    int wanted = acknowledged.size() + count;
    for (int i = 0; acknowledged.size() < wanted; i++) {
      if (i == PATIENCE_MILLIS) {
        throw new AssertionError("the node acknowledges nothing");
      }
      Thread.sleep(1);
    }
  }

  /** The ids of the statements that were acknowledged. */
  List<Bytes> acknowledged() {
    return List.copyOf(acknowledged);
  }
}
