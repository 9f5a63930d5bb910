package birthmark.sim.cast;

import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everybody there is, the same in every simulation: few keys, since making them is what costs most,
 * and of each algorithm one at least.
 */
public final class Cast {
  /** When every simulated ledger was founded. */
  public static final Timestamp START = Timestamp.parse("2026-01-01T00:00:00Z");

  /** The cast; making it takes a moment. */
  public static final Cast EVERYBODY = new Cast();

  private static final int THINGS = 8;
  private static final int SPARE_KEYS = 6;
  private static final int AGREEMENT_KEYS = 16;
  private static final int ISSUERS = 5;

  private long seed;

  /** Signs checkpoints and receipts. */
  private final SeededKey checkpoints = key(Algorithm.ED25519);

  /** The node's own voice. */
  private final Party node = party("node", Algorithm.ED25519);

  private final Party root = party("root", Algorithm.ED25519);
  private final Party acme = party("acme", Algorithm.ED25519);
  private final Party bolt = party("bolt", Algorithm.ED25519);
  private final Party town = party("town", Algorithm.ED25519);

  /** Those who are not there at the founding. */
  private final List<Party> newcomers =
      List.of(
          party("labs", Algorithm.ES256),
          party("shop", Algorithm.ED25519),
          party("", Algorithm.ML_DSA_65),
          party("", Algorithm.ED25519));

  private final List<SeededKey> things = new ArrayList<>();
  private final List<SeededKey> spares = new ArrayList<>();
  private final List<CoseKey> agreements = new ArrayList<>();
  private final List<SeededKey> issuers = new ArrayList<>();
  private final SortedMap<PartyId, Party> byId =
      new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

  /**
   * Somebody.
   *
   * @param handle the short name; empty for a person, who has none
   * @param key the key that names the party
   */
  public record Party(String handle, SeededKey key) {
    /** The party's id. */
    public PartyId id() {
      return new PartyId(key.publicKey().thumbprint().value());
    }
  }

  private Cast() {
    for (int i = 0; i < THINGS; i++) {
      things.add(key(i == 0 ? Algorithm.ES256 : Algorithm.ED25519));
    }
    for (int i = 0; i < SPARE_KEYS; i++) {
      spares.add(key(Algorithm.ED25519));
    }
    for (int i = 0; i < AGREEMENT_KEYS; i++) {
      agreements.add(SeededKey.agreement(seed++));
    }
    for (int i = 0; i < ISSUERS; i++) {
      issuers.add(key(i == 0 ? Algorithm.ES256 : Algorithm.ED25519));
    }
    parties().forEach(party -> byId.put(party.id(), party));
  }

  private SeededKey key(Algorithm algorithm) {
    return new SeededKey(algorithm, seed++);
  }

  private Party party(String handle, Algorithm algorithm) {
    return new Party(handle, key(algorithm));
  }

  /** What the ledger starts from: a replica, two makers, an operator, the node, and a quota. */
  public Genesis genesis(long quota) {
    return new Genesis(
        Genesis.FORMAT,
        "sim.example",
        START,
        List.of(
            founder(root, Role.REPLICA),
            founder(node, Role.AUDITOR),
            founder(acme, Role.MAKER),
            founder(bolt, Role.MAKER, Role.OPERATOR),
            founder(town, Role.OPERATOR)),
        List.of(Genesis.Replica.of("root", checkpoints.publicKey())),
        Contracts.VERSION,
        quota);
  }

  /** The same with four replicas, each of another party; the first weighs twice as much. */
  public Genesis council(long quota) {
    List<Party> all = List.of(root, acme, bolt, town);
    List<Genesis.Replica> replicas = new ArrayList<>();
    for (Party party : all) {
      boolean first = replicas.isEmpty();
      CoseKey checkpoint = (first ? checkpoints : replicaKey(replicas.size())).publicKey();
      replicas.add(
          new Genesis.Replica(
              party.handle(),
              checkpoint,
              Optional.of(voteKey(replicas.size()).publicKey()),
              first ? 2 : 1,
              Optional.empty()));
    }
    return new Genesis(
        Genesis.FORMAT,
        "council.example",
        START,
        Stream.concat(
                all.stream().map(party -> founder(party, Role.REPLICA)),
                Stream.of(founder(node, Role.AUDITOR)))
            .toList(),
        List.copyOf(replicas),
        Contracts.VERSION,
        quota);
  }

  /** One of the keys that replicas are made with. */
  public static SeededKey replicaKey(int number) {
    return new SeededKey(Algorithm.ED25519, 9_000_000 + number);
  }

  /** The key that replica number {@code number} of a council signs votes with. */
  public static SeededKey voteKey(int number) {
    return replicaKey(10 + number);
  }

  private static Genesis.Founder founder(Party party, Role... roles) {
    return new Genesis.Founder(
        party.handle(),
        "Party " + party.handle(),
        List.of(party.key().publicKey()),
        List.of(roles));
  }

  /** The key that signs checkpoints and receipts. */
  public SeededKey checkpoints() {
    return checkpoints;
  }

  /** The node as a party. */
  public Party node() {
    return node;
  }

  /** The replica, who gives roles. */
  public Party root() {
    return root;
  }

  /** Those who run things from the start. */
  public List<Party> operators() {
    return List.of(bolt, town);
  }

  /** Those who register in the course of it: organisations with a handle, persons without. */
  public List<Party> newcomers() {
    return newcomers;
  }

  /** All who may want something; the node speaks for itself. */
  public List<Party> parties() {
    List<Party> all = new ArrayList<>(List.of(root, acme, bolt, town));
    all.addAll(newcomers);
    return all;
  }

  /** The party with this id, if it is one of these. */
  public Optional<Party> party(PartyId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The keys that things are born with. */
  public List<SeededKey> things() {
    return things;
  }

  /** The thing that was, or may be, born with {@code key}. */
  public static ThingId thing(SeededKey key) {
    return ThingId.of(key.publicKey());
  }

  /** Keys that parties add and things get later. */
  public List<SeededKey> spares() {
    return spares;
  }

  /** The key with this thumbprint, if a thing has or may get it. */
  public Optional<SeededKey> thingKey(KeyId id) {
    return Stream.concat(things.stream(), spares.stream())
        .filter(key -> key.publicKey().thumbprint().equals(id))
        .findFirst();
  }

  /** Keys of makers' certificate authorities. */
  List<SeededKey> issuers() {
    return issuers;
  }

  /** Keys that agree. */
  public List<CoseKey> agreements() {
    return agreements;
  }

  /** The models, by their makers' handles; lives depend on the pump. */
  public static List<ModelId> models() {
    return List.of(new ModelId("acme:cam"), new ModelId("acme:pump"), new ModelId("bolt:lock"));
  }
}
