package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.statement.Statement;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that register one party after another, each at whichever node answers. */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 3;
  private static final int BETWEEN_MILLIS = 40;
  private static final int AGAIN_MILLIS = 100;
  private static final long EXPIRES_SECONDS = 36_000;

  private final Genesis genesis;
  private final List<URI> nodes;
  private final Rulebook rulebook = Contracts.rulebook();
  private final SecureRandom random = new SecureRandom();
  private final Doors doors = new Doors();
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean ending;

  /**
   * A statement that a node acknowledged.
   *
   * @param index its place in the log
   */
  record Acknowledged(Bytes statement, long index) {}

  Load(Genesis genesis, List<URI> nodes) {
    this.genesis = genesis;
    this.nodes = List.copyOf(nodes);
  }

  void start() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofPlatform().daemon().name("client-" + i).start(this::submitAll));
    }
  }

  /** How many statements were acknowledged so far. */
  int count() {
    return acknowledged.size();
  }

  /** Why nodes refused statements that are sound; none if all is well. */
  List<String> refusals() {
    return List.copyOf(refused);
  }

  private void submitAll() {
    try {
      while (!ending) {
        place(one());
        TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A statement that nobody has placed. */
  Bytes one() {
    JdkSigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    PartyTransaction.Register register =
        new PartyTransaction.Register(
            key.publicKey(), new Handle("party-" + made.incrementAndGet()), "Somebody");
    Timestamp expiry = new Timestamp(System.currentTimeMillis()).plusSeconds(EXPIRES_SECONDS);
    return new Statement.Draft(genesis.network(), 1, expiry, register, Optional.empty())
        .sign(rulebook, key);
  }

  /** Asks one node after another until one of them has taken {@code statement}. */
  void place(Bytes statement) throws InterruptedException {
    for (int at = random.nextInt(nodes.size()); ; at = (at + 1) % nodes.size()) {
      Optional<Doors.Said> said = doors.place(nodes.get(at), statement);
      Optional<Long> index = said.flatMap(Doors.Said::index);
      if (index.isPresent()) {
        acknowledged.add(new Acknowledged(statement, index.get()));
        return;
      }
      if (said.isPresent() && said.get().refused()) {
        refused.add(said.get().text());
        return;
      }
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    }
  }

  /** Ends once all that was begun is acknowledged; whether it was in time. */
  boolean finish(Duration patience) throws InterruptedException {
    ending = true;
    long end = System.nanoTime() + patience.toNanos();
    boolean all = true;
    for (Thread client : clients) {
      all &= client.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    return all;
  }

  /** What a node no longer knows, or knows at another place, a sentence each. */
  List<String> lost(URI node) throws InterruptedException {
    List<String> lost = new ArrayList<>();
    for (Acknowledged each : acknowledged) {
      Optional<Doors.Said> said = doors.place(node, each.statement());
      for (int i = 0; i < CLIENTS && said.isEmpty(); i++) {
        said = doors.place(node, each.statement());
      }
      Optional<Long> index = said.flatMap(Doors.Said::index);
      if (!index.equals(Optional.of(each.index()))) {
        lost.add(
            node
                + " has not the statement that was acknowledged as entry "
                + each.index()
                + " but answers "
                + said.map(Doors.Said::text).orElse("nothing"));
      }
    }
    return lost;
  }

  /** How many different entries were acknowledged. */
  long places() {
    return acknowledged.stream().mapToLong(Acknowledged::index).distinct().count();
  }

  @Override
  public void close() {
    clients.forEach(Thread::interrupt);
    doors.close();
  }
}
