package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Numbers;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.node.submit.Answer;
import birthmark.sim.world.EventQueue;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A client with one key. It behaves as the SDK's {@code Signer} does, but is told of answers by
 * events instead of waiting for them: a number is kept before it is used, a statement before it is
 * sent; the same octets are sent until they are answered; where the number can count no more, the
 * transaction is signed anew. Its numbers are the SDK's own.
 */
public final class SimulatedSigner {
  private static final int NUMBERS_TRIED = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int PATIENCE_TIMES_MAX = 8;
  private static final Duration START_AGAIN = Duration.ofSeconds(1);

  /** The way to the node. */
  public interface Wire {
    /** Sends a statement; whether and how often it comes through is the world's affair. */
    void send(SimulatedSigner from, Bytes statement);

    /** The highest number that the ledger has counted for {@code key}; empty if nobody answers. */
    OptionalLong counted(SeededKey key);
  }

  /**
   * What the clients of one ledger have in common.
   *
   * @param clock what time it is for them
   */
  public record Setting(
      EventQueue world, Wire wire, Rulebook rulebook, Bytes network, Supplier<Timestamp> clock) {}

  private record Wanted(Transaction transaction, Optional<Acting> acting) {}

  private record Sent(Wanted wanted, Duration validity, Bytes octets, int tried) {}

  /** What a client keeps, as it was at one moment. */
  public static final class Backup {
    private final OptionalLong highest;
    private final SortedMap<Long, Sent> outbox;

    private Backup(OptionalLong highest, SortedMap<Long, Sent> outbox) {
      this.highest = highest;
      this.outbox = new TreeMap<>(outbox);
    }
  }

  private final Setting setting;
  private final String name;
  private final SeededKey key;

  // What lasts.
  private KeptNumber kept;
  private final SortedMap<Long, Sent> outbox = new TreeMap<>();

  // What a crash takes away.
  private Numbers numbers;
  private boolean started;
  private int life;

  private SimulatedSigner(
      Setting setting, String name, SeededKey key, KeptNumber kept, Numbers numbers) {
    this.setting = setting;
    this.name = name;
    this.key = key;
    this.kept = kept;
    this.numbers = numbers;
  }

  /** A client with a new key. */
  public static SimulatedSigner withNewKey(Setting setting, String name, SeededKey key) {
    KeptNumber kept = new KeptNumber(OptionalLong.empty());
    return new SimulatedSigner(setting, name, key, kept, new Numbers(kept, true));
  }

  /** The numbers of a key that has signed nothing, on a disk that never fails. */
  public static Numbers newNumbers() {
    return new Numbers(new KeptNumber(OptionalLong.empty()), true);
  }

  /** A client of somebody who copied the key and its numbers, and goes on from there. */
  public SimulatedSigner copied(String thief) {
    KeptNumber copy = new KeptNumber(OptionalLong.of(kept.highest().orElse(0)));
    SimulatedSigner client =
        new SimulatedSigner(setting, thief, key, copy, new Numbers(copy, false));
    client.started = true;
    return client;
  }

  /** What it is called in the trace. */
  public String name() {
    return name;
  }

  /** Its key. */
  public SeededKey key() {
    return key;
  }

  /** How many statements wait for an answer. */
  public int pending() {
    return outbox.size();
  }

  /** Whether it can take on anything. */
  public boolean started() {
    return started;
  }

  /** Asks which numbers were counted, until somebody says so; then sends what was left. */
  public void start() {
    OptionalLong counted = setting.wire().counted(key);
    if (counted.isEmpty()) {
      later(START_AGAIN, "asks again for its numbers", this::start);
      return;
    }
    keeping(() -> numbers.reconcile(counted.getAsLong()));
    started = true;
    List.copyOf(outbox.keySet()).forEach(sequence -> send(sequence, 1));
  }

  /** Signs and sends; it must have started. */
  public void want(Transaction transaction, Duration validity) {
    want(transaction, Optional.empty(), validity);
  }

  /** The same, in whose name or approving what {@code acting} says. */
  public void want(Transaction transaction, Optional<Acting> acting, Duration validity) {
    place(new Wanted(transaction, acting), validity, 1);
  }

  private void place(Wanted wanted, Duration validity, int tried) {
    long sequence = keeping(numbers::reserve);
    Timestamp expiry = setting.clock().get().plusSeconds(validity.toSeconds());
    Bytes octets =
        new Statement.Draft(
                setting.network(), sequence, expiry, wanted.transaction(), wanted.acting())
            .sign(setting.rulebook(), key);
    outbox.put(sequence, new Sent(wanted, validity, octets, tried));
    send(sequence, 1);
  }

  private void send(long sequence, int times) {
    Sent sent = outbox.get(sequence);
    if (sent == null) {
      return; // answered meanwhile
    }
    setting.wire().send(this, sent.octets());
    later(
        PATIENCE.multipliedBy(Math.min(times, PATIENCE_TIMES_MAX)),
        "runs out of patience with " + sequence,
        () -> send(sequence, times + 1));
  }

  /** Takes an answer to {@code statement}; one that it no longer waits for tells it nothing. */
  public void hear(Bytes statement, Answer answer) {
    Optional<Map.Entry<Long, Sent>> waiting =
        outbox.entrySet().stream()
            .filter(entry -> entry.getValue().octets().equals(statement))
            .findFirst();
    if (!started || waiting.isEmpty()) {
      return;
    }
    long sequence = waiting.get().getKey();
    switch (answer) {
      case Answer.Committed _ -> outbox.remove(sequence);
      case Answer.Refused refused -> {
        Sent sent = waiting.get().getValue();
        outbox.remove(sequence);
        if (passedBy(refused) && sent.tried() < NUMBERS_TRIED) {
          long highest = refused.highest().orElse(sequence);
          keeping(
              () -> {
                numbers.continueAbove(highest);
                return highest;
              });
          place(sent.wanted(), sent.validity(), sent.tried() + 1);
        }
      }
      case Answer.Busy _,
          Answer.OverQuota _,
          Answer.Unavailable _ -> {} // the same octets again when patience ends
    }
  }

  private static boolean passedBy(Answer.Refused refused) {
    return refused.height().isEmpty()
        && (refused.reason() == EnvelopeRefusal.SEQUENCE_COUNTED
            || refused.reason() == EnvelopeRefusal.SEQUENCE_BEHIND);
  }

  /** Ends the process; what it kept is there at the next start. */
  public void crash() {
    life++;
    started = false;
    numbers = new Numbers(kept, false);
  }

  /** A copy of what it keeps. */
  public Backup backup() {
    return new Backup(kept.highest(), outbox);
  }

  /**
   * Puts a copy in the place of what was kept, as a folder restored from a backup; the next start
   * knows that it was, and skips ahead.
   */
  public void restore(Backup backup) {
    crash();
    kept =
        new KeptNumber(
            backup.highest.isEmpty()
                ? backup.highest
                : OptionalLong.of(KeyState.ahead(backup.highest.getAsLong())));
    numbers = new Numbers(kept, false);
    outbox.clear();
    outbox.putAll(backup.outbox);
  }

  private void later(Duration delay, String what, Runnable action) {
    int then = life;
    setting
        .world()
        .after(
            delay,
            name + " " + what,
            () -> {
              if (life == then) {
                action.run();
              }
            });
  }

  /** Something done with what is kept. */
  private interface Keeping<T> {
    T get() throws ClientException;
  }

  private static <T> T keeping(Keeping<T> call) {
    try {
      return call.get();
    } catch (ClientException e) {
      throw new IllegalStateException("a simulated client's own disk never fails", e);
    }
  }
}
