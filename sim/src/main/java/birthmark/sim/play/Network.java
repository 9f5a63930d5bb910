package birthmark.sim.play;

import birthmark.bytes.Bytes;
import birthmark.node.submit.Answer;
import birthmark.node.submit.UnavailableException;
import birthmark.sim.cast.SeededKey;
import birthmark.sim.cast.SimulatedSigner;
import birthmark.sim.world.EventQueue;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What lies between clients and node: it delays, so it reorders; it loses, doubles and garbles. */
final class Network implements SimulatedSigner.Wire {
  private static final int DELAY_MICROS = 200_000;
  private static final int SEEN_MAX = 60;

  private final EventQueue world;
  private final Trace trace;
  private final Tally tally;
  private final RandomGenerator random;
  private final Host host;
  private final Supplier<Odds> odds;
  private final Deque<Bytes> seen = new ArrayDeque<>();
  private final List<Told> told = new ArrayList<>();

  /**
   * An answer that has left the node.
   *
   * @param to whom it is for; nobody where what came was not as it was sent
   */
  record Told(Optional<SimulatedSigner> to, Bytes statement, Answer answer) {}

  Network(Host.Surroundings surroundings, Host host, Supplier<Odds> odds) {
    this.world = surroundings.world();
    this.trace = surroundings.trace();
    this.tally = surroundings.tally();
    this.random = surroundings.random();
    this.host = host;
    this.odds = odds;
  }

  private Duration delay() {
    return Duration.ofNanos(random.nextInt(DELAY_MICROS) * 1_000L);
  }

  private static String brief(Bytes statement) {
    return statement.slice(statement.length() - 4, statement.length()).hex();
  }

  /** Statements that travelled lately. */
  List<Bytes> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void send(SimulatedSigner from, Bytes statement) {
    trace.add(from.name() + " sends " + brief(statement));
    seen.addLast(statement);
    if (seen.size() > SEEN_MAX) {
      seen.removeFirst();
    }
    if (Odds.fall(odds.get().messageLost(), random)) {
      tally.count("messages lost");
    } else {
      carry(Optional.of(from), statement);
    }
    if (Odds.fall(odds.get().messageTwice(), random)) {
      tally.count("messages doubled");
      carry(Optional.of(from), statement);
    }
    if (Odds.fall(odds.get().messageTampered(), random)) {
      tally.count("messages garbled");
      byte[] octets = statement.toByteArray();
      octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
      carry(Optional.empty(), Bytes.ofOwned(octets));
    }
  }

  private void carry(Optional<SimulatedSigner> from, Bytes statement) {
    world.after(
        delay(),
        brief(statement) + " arrives" + (from.isPresent() ? "" : ", garbled"),
        () ->
            host.node()
                .ifPresent(
                    node -> {
                      // What is thrown in here would be lost in the future, so it only takes note.
                      var _ =
                          node.submit(statement)
                              .thenAccept(answer -> told.add(new Told(from, statement, answer)));
                    }));
  }

  /** The answers that have left the node since this was last asked. */
  List<Told> told() {
    List<Told> all = List.copyOf(told);
    told.clear();
    return all;
  }

  /** Carries an answer back. */
  void carryBack(Told answer) {
    trace.add("node answers " + brief(answer.statement()) + ": " + brief(answer.answer()));
    if (answer.to().isEmpty()) {
      return;
    }
    if (Odds.fall(odds.get().messageLost(), random)) {
      tally.count("messages lost");
    } else {
      SimulatedSigner to = answer.to().get();
      world.after(
          delay(),
          to.name() + " hears of " + brief(answer.statement()),
          () -> to.hear(answer.statement(), answer.answer()));
    }
  }

  private static String brief(Answer answer) {
    return switch (answer) {
      case Answer.Committed committed ->
          "entry " + committed.index() + (committed.repeated() ? ", again" : "");
      case Answer.Refused refused ->
          refused.reason() + refused.height().map(height -> " in block " + height).orElse("");
      case Answer.Busy _ -> "busy";
      case Answer.OverQuota _ -> "over quota";
      case Answer.Unavailable unavailable -> unavailable.sentence();
    };
  }

  @Override
  public OptionalLong counted(SeededKey key) {
    try {
      return host.node().isPresent()
          ? OptionalLong.of(host.node().get().counted(key.publicKey().thumbprint()))
          : OptionalLong.empty();
    } catch (UnavailableException e) {
      return OptionalLong.empty();
    }
  }
}
