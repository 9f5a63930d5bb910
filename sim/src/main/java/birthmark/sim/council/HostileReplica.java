package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.node.cometbft.Bundle;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The one replica that means harm, if there is one: what it proposes and signs where it weighs less
 * than a third. It votes for whatever is proposed.
 */
final class HostileReplica {
  private final Optional<Integer> number;
  private final String origin;
  private final int blockStatements;
  private final Clients clients;
  private final Random random;
  private final Happenings happenings;
  private final List<Bytes> olds = new ArrayList<>();
  private boolean votedTwice;

  /** What it proposes, and why no honest replica may vote for it, if none may. */
  record Hostile(List<Bytes> txs, Optional<String> fault) {}

  /** What goes with a vote, and whether others are to take that vote. */
  record Extension(Bytes octets, boolean valid) {}

  /**
   * The replica {@code number}.
   *
   * @param origin what checkpoints of the ledger begin with
   * @param clients whose statements it makes use of
   */
  HostileReplica(
      Optional<Integer> number,
      String origin,
      int blockStatements,
      Clients clients,
      Random random,
      Happenings happenings) {
    this.number = number;
    this.origin = origin;
    this.blockStatements = blockStatements;
    this.clients = clients;
    this.random = random;
    this.happenings = happenings;
  }

  /** Whether {@code replica} is it. */
  boolean is(SimulatedReplica replica) {
    return number.isPresent() && number.get() == replica.number();
  }

  /** Whether a block shows now that it voted twice. */
  boolean wasCaughtVotingTwice() {
    boolean caught = votedTwice;
    votedTwice = false;
    return caught;
  }

  /**
   * What it proposes instead of {@code own}, which an honest replica would; empty if nothing comes.
   */
  Optional<Hostile> proposal(SimulatedReplica replica, List<Bytes> own) {
    if (random.nextInt(11) == 0) {
      return Optional.empty();
    }
    Hostile made =
        switch (random.nextInt(11)) {
          case 0 -> new Hostile(own, Optional.empty());
          case 1 -> bad(own, Bytes.fromHex("ff").concat(noise(20)), "no bundle");
          case 2 -> bad(own, statements(List.of(noise(40))), "no statement");
          case 3 -> of(clients.seen(), "a doubled statement", each -> List.of(each, each));
          case 4 -> of(clients.accepted(), "a forged statement", each -> List.of(forged(each)));
          case 5 -> oversized();
          case 6 -> bad(List.of(), checkpoint(replica.steps().extension()), "one alone signed it");
          case 7 -> bad(List.of(), checkpoint(lie(replica)), "a log that never was");
          case 8 -> late(own);
          case 9 -> old(own);
          default -> reordered(own);
        };
    happenings.add("hostile bundle", made.fault.orElse("none that shows"));
    return Optional.of(made);
  }

  private static Hostile bad(List<Bytes> own, Bytes more, String fault) {
    List<Bytes> txs = new ArrayList<>(own);
    txs.add(more);
    return new Hostile(List.copyOf(txs), Optional.of(fault));
  }

  private Hostile of(List<Bytes> from, String fault, Function<Bytes, List<Bytes>> made) {
    if (from.isEmpty()) {
      return new Hostile(List.of(), Optional.empty());
    }
    Bytes each = from.get(random.nextInt(from.size()));
    return bad(List.of(), statements(made.apply(each)), fault);
  }

  private Bytes noise(int most) {
    byte[] octets = new byte[1 + random.nextInt(most)];
    random.nextBytes(octets);
    octets[0] = (byte) 0xf6;
    return Bytes.ofOwned(octets);
  }

  private static Bytes forged(Bytes statement) {
    byte[] octets = statement.toByteArray();
    octets[octets.length - 1] ^= 1;
    return Bytes.ofOwned(octets);
  }

  private static Bytes statements(List<Bytes> statements) {
    return new Bundle.Statements(statements).encode();
  }

  private static Bytes checkpoint(Bytes note) {
    return new Bundle.FinalCheckpoint(note).encode();
  }

  /** More statements than a block has, all of them real. */
  private Hostile oversized() {
    List<Bytes> distinct = clients.seen().stream().distinct().toList();
    return distinct.size() > blockStatements
        ? bad(List.of(), statements(distinct), "too many statements")
        : new Hostile(List.of(), Optional.empty());
  }

  /** What is final, and not at the head. */
  private static Hostile late(List<Bytes> own) {
    Optional<Bytes> settled = own.stream().filter(HostileReplica::isCheckpoint).findFirst();
    return settled
        .map(each -> bad(own, each, "a checkpoint that is not the first"))
        .orElse(new Hostile(own, Optional.empty()));
  }

  /** What was final before, once more: true, and old. */
  private Hostile old(List<Bytes> own) {
    own.stream().filter(HostileReplica::isCheckpoint).forEach(olds::add);
    return olds.isEmpty()
        ? new Hostile(own, Optional.empty())
        : new Hostile(List.of(olds.get(random.nextInt(olds.size()))), Optional.empty());
  }

  private static boolean isCheckpoint(Bytes tx) {
    return Bundle.decode(tx).filter(Bundle.FinalCheckpoint.class::isInstance).isPresent();
  }

  /** What waits, and what was decided long ago, in any order: that harms nobody. */
  private Hostile reordered(List<Bytes> own) {
    List<Bytes> all = new ArrayList<>();
    for (Bytes tx : own) {
      if (Bundle.decode(tx).orElse(new Bundle.Statements(List.of()))
          instanceof Bundle.Statements(List<Bytes> those)) {
        all.addAll(those);
      }
    }
    clients.seen().stream().limit(blockStatements).forEach(all::add);
    List<Bytes> some = new ArrayList<>(all.stream().distinct().limit(blockStatements).toList());
    Collections.shuffle(some, random);
    // Each in a bundle of its own, which is as good as one.
    return new Hostile(
        some.stream().map(each -> statements(List.of(each))).toList(), Optional.empty());
  }

  /** What goes with its vote instead of {@code honest}. */
  Extension extension(SimulatedReplica replica, Bytes honest) {
    votedTwice |= random.nextInt(20) == 0;
    return switch (random.nextInt(8)) {
      case 0 -> extension("a vote with noise", noise(60), false);
      case 1 -> extension("a vote with nothing", Bytes.EMPTY, false);
      case 2 -> extension("a vote for another log", lie(replica), true);
      default -> new Extension(honest, true);
    };
  }

  private Extension extension(String what, Bytes octets, boolean valid) {
    happenings.add(what, "" + octets.length());
    return new Extension(octets, valid);
  }

  /** Its signature under a log that never was. */
  private Bytes lie(SimulatedReplica replica) {
    byte[] root = new byte[32];
    random.nextBytes(root);
    return CheckpointSigner.of(origin, replica.keys().checkpoint())
        .note(new Checkpoint(origin, replica.standing().log().size(), Bytes.ofOwned(root)))
        .encode();
  }

  /** How many it can be: any but the first, which weighs too much. */
  static int any(int founders, Random random) {
    return IntStream.range(1, founders).toArray()[random.nextInt(founders - 1)];
  }
}
