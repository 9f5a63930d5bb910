package birthmark.sim.play;

import birthmark.contracts.admission.Nonce;
import birthmark.cose.KeyId;
import birthmark.node.store.BlockHead;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.Intention;
import birthmark.sim.cast.Intentions;
import birthmark.sim.cast.SeededKey;
import birthmark.sim.cast.SimulatedSigner;
import birthmark.sim.check.Witness;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Everybody's clients, honest ones and thieves', and what happens to them. */
final class Crew {
  /** One history of so many is of samples alone, whose way is long. */
  private static final int SAMPLES_ALONE = 12;

  private static final Duration RESTART = Duration.ofSeconds(2);

  private final SimulatedSigner.Setting setting;
  private final Trace trace;
  private final Tally tally;
  private final RandomGenerator random;
  private final Witness witness;
  private final Network network;
  private final Intentions intentions;
  private final SortedMap<KeyId, SimulatedSigner> clients = new TreeMap<>();
  private final List<SimulatedSigner> thieves = new ArrayList<>();
  private final SortedSet<KeyId> copied = new TreeSet<>();
  private final SortedMap<KeyId, SimulatedSigner.Backup> backups = new TreeMap<>();

  Crew(
      SimulatedSigner.Setting setting,
      Host.Surroundings surroundings,
      Witness witness,
      Network network) {
    this.setting = setting;
    this.trace = surroundings.trace();
    this.tally = surroundings.tally();
    this.random = surroundings.random();
    this.witness = witness;
    this.network = network;
    this.intentions =
        random.nextInt(SAMPLES_ALONE) == 0
            ? Intentions.ofSamples(Cast.EVERYBODY, setting.network(), random)
            : new Intentions(Cast.EVERYBODY, setting.network(), random);
  }

  private SimulatedSigner client(SeededKey key) {
    return clients.computeIfAbsent(
        key.publicKey().thumbprint(),
        id -> {
          SimulatedSigner client =
              SimulatedSigner.withNewKey(setting, "client-" + id.value().slice(0, 2).hex(), key);
          client.start();
          return client;
        });
  }

  /** Lets somebody want something. */
  void want(Duration validity) {
    BlockHead head = witness.head(witness.height());
    Intention intention =
        intentions.next(
            new Intentions.Knowledge(
                witness.state(),
                new Nonce(head.height(), head.root()),
                head.time(),
                network.seen()));
    SimulatedSigner signer = signer(intention.key());
    if (signer.started()) {
      String name =
          setting
              .rulebook()
              .of(intention.transaction())
              .transactions()
              .of(intention.transaction())
              .name();
      trace.add(signer.name() + " wants " + name);
      signer.want(intention.transaction(), intention.acting(), validity);
    }
  }

  /** Who signs: where a key was copied, often both who have it, whatever it is that they sign. */
  private SimulatedSigner signer(SeededKey key) {
    if (thieves.isEmpty() || random.nextInt(4) > 0) {
      return client(key);
    }
    SimulatedSigner thief = thieves.get(random.nextInt(thieves.size()));
    return random.nextBoolean() ? thief : client(thief.key());
  }

  private Optional<SimulatedSigner> anyClient() {
    List<SimulatedSigner> all = List.copyOf(clients.values());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /** Ends a client's process, or restores its folder from a backup, or makes one. */
  void disturb() {
    Optional<SimulatedSigner> any = anyClient().filter(SimulatedSigner::started);
    if (any.isEmpty()) {
      return;
    }
    SimulatedSigner client = any.get();
    KeyId key = client.key().publicKey().thumbprint();
    SimulatedSigner.Backup backup = backups.get(key);
    switch (random.nextInt(3)) {
      case 0 -> {
        trace.add(client.name() + " makes a backup");
        backups.put(key, client.backup());
        return;
      }
      case 1 -> {
        trace.add(client.name() + " ends");
        tally.count("client crashes");
        client.crash();
      }
      default -> {
        if (backup == null) {
          return;
        }
        trace.add(client.name() + " is restored");
        tally.count("clients restored from a backup");
        client.restore(backup);
      }
    }
    setting.world().after(RESTART, client.name() + " starts", client::start);
  }

  /** Lets somebody copy a thing's key, with the numbers it has used. */
  void steal() {
    List<SimulatedSigner> things =
        Cast.EVERYBODY.things().stream()
            .map(key -> clients.get(key.publicKey().thumbprint()))
            .flatMap(client -> Optional.ofNullable(client).stream())
            .toList();
    if (!things.isEmpty()) {
      SimulatedSigner victim = things.get(random.nextInt(things.size()));
      if (copied.add(victim.key().publicKey().thumbprint())) {
        trace.add("the key of " + victim.name() + " is copied");
        tally.count("keys copied");
        thieves.add(victim.copied("thief-of-" + victim.name()));
      }
    }
  }

  /** Whether somebody copied {@code key}. */
  boolean copied(KeyId key) {
    return copied.contains(key);
  }

  /** How many statements wait for an answer. */
  int pending() {
    return clients.values().stream().mapToInt(SimulatedSigner::pending).sum()
        + thieves.stream().mapToInt(SimulatedSigner::pending).sum();
  }
}
