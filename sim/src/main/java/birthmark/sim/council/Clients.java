package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleCheckpoint;
import birthmark.cose.KeyId;
import birthmark.node.cometbft.DoubleSigned;
import birthmark.node.engine.Standing;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.Intention;
import birthmark.sim.cast.Intentions;
import birthmark.sim.cast.ReplicaMotions;
import birthmark.sim.world.SimulatedClock;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Those who hand in statements, to one replica or several, and again until they are answered. */
final class Clients {
  private static final int SEEN_MAX = 100;

  /** How long a statement may be decided. */
  static final Duration VALID = Duration.ofHours(1);

  private final Genesis genesis;
  private final Intentions intentions;
  private final ReplicaMotions motions;
  private final SimulatedClock clock;
  private final Random random;
  private final ReplicaPromises promises;
  private final Happenings happenings;
  private final List<Bytes> seen = new ArrayList<>();
  private final List<Bytes> accepted = new ArrayList<>();
  private final Map<KeyId, Long> numbers = new HashMap<>();
  private final TreeMap<Bytes, Bytes> unanswered = new TreeMap<>();
  private final Set<Bytes> reported = new HashSet<>();

  Clients(
      Genesis genesis,
      Intentions intentions,
      ReplicaMotions motions,
      SimulatedClock clock,
      Random random,
      ReplicaPromises promises,
      Happenings happenings) {
    this.genesis = genesis;
    this.intentions = intentions;
    this.motions = motions;
    this.clock = clock;
    this.random = random;
    this.promises = promises;
    this.happenings = happenings;
  }

  /** Statements that travelled, the latest last: anybody may have kept them. */
  List<Bytes> seen() {
    return List.copyOf(seen);
  }

  /** Some that were accepted. */
  List<Bytes> accepted() {
    return List.copyOf(accepted);
  }

  private static Optional<SimulatedReplica> newest(List<SimulatedReplica> up) {
    return up.stream().max(Comparator.comparingLong(SimulatedReplica::height));
  }

  /** Somebody wants something. */
  void send(List<SimulatedReplica> up) {
    newest(up)
        .ifPresent(
            from -> {
              Standing standing = from.standing();
              send(
                  up,
                  intentions.next(
                      new Intentions.Knowledge(
                          from.state(),
                          new Nonce(standing.height(), standing.log().root()),
                          standing.time(),
                          List.copyOf(seen))));
            });
  }

  /** Members want something of the replicas. */
  void move(List<SimulatedReplica> up) {
    newest(up).ifPresent(from -> motions.next(from.state()).forEach(wanted -> send(up, wanted)));
  }

  /** Somebody shows that a replica signed two logs. */
  void report(List<SimulatedReplica> up, DoubleSigned.Checkpoints evidence) {
    if (reported.add(evidence.signer().thumbprint().value())) {
      Transaction report =
          new ReportDoubleCheckpoint(
              evidence.signer(),
              evidence.first().origin(),
              evidence.first().size(),
              evidence.first().root(),
              evidence.firstSignature(),
              evidence.second().root(),
              evidence.secondSignature());
      happenings.add("reported", evidence.signer().thumbprint().toString());
      send(up, new Intention(Cast.EVERYBODY.root().key(), report));
    }
  }

  private void send(List<SimulatedReplica> up, Intention wanted) {
    KeyId key = wanted.key().publicKey().thumbprint();
    long number = numbers.merge(key, 1L, Long::sum);
    Bytes octets =
        new Statement.Draft(
                genesis.network(),
                number,
                new Timestamp(clock.millis()).plusSeconds(VALID.toSeconds()),
                wanted.transaction(),
                wanted.acting())
            .sign(SimulatedReplica.CONTRACTS, wanted.key());
    read(octets)
        .ifPresent(
            statement -> {
              seen.add(octets);
              if (seen.size() > SEEN_MAX) {
                seen.removeFirst();
              }
              unanswered.put(statement.id(), octets);
              happenings.add("sent", statement.id().hex());
              hand(up, statement.id(), octets);
            });
  }

  private static Optional<Statement> read(Bytes octets) {
    try {
      return Optional.of(Statement.decode(SimulatedReplica.CONTRACTS, octets));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private void hand(List<SimulatedReplica> up, Bytes id, Bytes octets) {
    for (SimulatedReplica replica : up) {
      if (random.nextInt(3) == 0) {
        boolean taken =
            replica.offer(
                octets,
                answer -> {
                  if (promises.acknowledged(id, answer) && unanswered.remove(id) != null) {
                    happenings.add("acknowledged", id.hex());
                    keepIfAccepted(id, octets);
                  }
                });
        happenings.count(taken ? "taken at a door" : "turned away at a door");
      }
    }
  }

  private void keepIfAccepted(Bytes id, Bytes octets) {
    if (promises.isAccepted(id) && accepted.size() < SEEN_MAX) {
      accepted.add(octets);
    }
  }

  /** Somebody who was not answered sends the same once more. */
  void sendAgain(List<SimulatedReplica> up) {
    if (!unanswered.isEmpty()) {
      Bytes id = List.copyOf(unanswered.keySet()).get(random.nextInt(unanswered.size()));
      happenings.add("sent again", id.hex());
      hand(up, id, Objects.requireNonNull(unanswered.get(id)));
    }
  }
}
