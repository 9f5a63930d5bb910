package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.codec.Length;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The replicas of the ledger from one height on, each with its weight.
 *
 * <p>A change that is decided in the block at a height counts from {@value #LEAD} heights later on,
 * as an engine needs it (CometBFT's validator updates do), and the seals between name both sets.
 * Written by the founding and by contracts whose surface says that they govern.
 *
 * @param members the replicas, in ascending order of what names them
 */
public record Replicas(@Length(min = 1, max = Replicas.MAX) List<Replica> members) {
  /** The most replicas: a checkpoint has at most 64 signatures. */
  public static final int MAX = 64;

  /** How many heights after a decision its set counts. */
  public static final long LEAD = 2;

  private static final int ROWS_MAX = 16;
  private static final int CHAIN_ID_DIGITS = 32;

  /**
   * From where on.
   *
   * @param height the first height at which the set signs
   */
  public record From(long height) {}

  /** The sets by height: that in force, and those to come. */
  public static final Table<From, Replicas> TABLE =
      Table.of(7, "replica-sets", From.class, Replicas.class);

  /** Checks the order, and that no key is there twice. */
  public Replicas {
    members = List.copyOf(members);
    TreeSet<KeyId> keys = new TreeSet<>();
    for (Replica member : members) {
      if (!keys.isEmpty() && member.id().compareTo(keys.last()) <= 0) {
        throw new IllegalArgumentException("replicas stand in the order of their checkpoint keys");
      }
      keys.add(member.id());
    }
    for (Replica member : members) {
      if (!member.consensus().map(CoseKey::thumbprint).map(keys::add).orElse(true)) {
        throw new IllegalArgumentException("no two replicas share a key");
      }
    }
  }

  /**
   * The set of {@code members} in whatever order.
   *
   * @throws IllegalArgumentException if two share a key, or there are none or too many
   */
  public static Replicas of(List<Replica> members) {
    if (members.isEmpty() || members.size() > MAX) {
      throw new IllegalArgumentException("a ledger has 1 to " + MAX + " replicas");
    }
    return new Replicas(
        members.stream().sorted((one, other) -> one.id().compareTo(other.id())).toList());
  }

  /** The set that a ledger starts with. */
  public static Replicas founding(Genesis genesis) {
    return founding(genesis.founders(), genesis.replicas());
  }

  /**
   * The set that {@code founders} start a ledger with.
   *
   * @throws IllegalArgumentException if one is nobody's, or two share a key
   */
  static Replicas founding(List<Genesis.Founder> founders, List<Genesis.Replica> replicas) {
    return of(replicas.stream().map(each -> each.of(founders)).toList());
  }

  /**
   * The set that a ledger goes on with under {@code genesis}: a founder that is a party already
   * runs its replica as that party.
   */
  public static Replicas resuming(View state, Genesis genesis) {
    List<Replica> members = new ArrayList<>();
    for (Genesis.Replica each : genesis.replicas()) {
      Replica member = each.of(genesis.founders());
      members.add(
          state
              .find(Keys.TABLE, new KeyId(member.party()))
              .map(known -> member.ofParty(known.subject().id()))
              .orElse(member));
    }
    return of(members);
  }

  /** What has {@code next} sign from the block at {@code height} on, in the place of all others. */
  public static List<Write<From, Replicas>> resume(View state, long height, Replicas next) {
    List<Write<From, Replicas>> writes = new ArrayList<>();
    rows(state).forEach(row -> writes.add(TABLE.remove(row.key())));
    writes.add(TABLE.put(new From(height), next));
    return writes;
  }

  /** The sets by height: that in force, those to come, and what of the past is kept. */
  public static List<Entry<From, Replicas>> rows(View state) {
    return state.list(TABLE, List.of(), Optional.empty(), ROWS_MAX);
  }

  /** What engines call the ledger with this network id; their votes name it. */
  public static String chainId(Bytes network) {
    return "birthmark-" + network.hex().substring(0, CHAIN_ID_DIGITS);
  }

  /** The set that signs at {@code height}: a pure function of the state. */
  public static Replicas at(View state, long height) {
    return at(rows(state), height);
  }

  /** The last set that was decided: that in force, or the one to come. */
  public static Replicas latest(View state) {
    return rows(state).getLast().value();
  }

  private static Replicas at(List<Entry<From, Replicas>> rows, long height) {
    Replicas found = rows.getFirst().value();
    for (Entry<From, Replicas> row : rows) {
      if (row.key().height() <= height) {
        found = row.value();
      }
    }
    return found;
  }

  /**
   * The digests that the seal of a block names.
   *
   * @param next that of the set of the next height
   * @param after that of the height after it
   */
  public record Digests(Bytes next, Bytes after) {}

  /** What the seal of the block at {@code height} names, in the state after the block. */
  public static Digests digests(View state, long height) {
    List<Entry<From, Replicas>> rows = rows(state);
    Bytes next = at(rows, height + 1).digest();
    return new Digests(next, rows.size() == 1 ? next : at(rows, height + LEAD).digest());
  }

  /** Whether a set is to follow that in force at {@code height}. */
  public static boolean changing(View state, long height) {
    return rows(state).stream().anyMatch(row -> row.key().height() > height);
  }

  /** What has {@code next} follow after the block at {@code height}; what is over goes. */
  public static List<Write<From, Replicas>> follow(View state, long height, Replicas next) {
    List<Entry<From, Replicas>> past =
        rows(state).stream().filter(row -> row.key().height() <= height).toList();
    List<Write<From, Replicas>> writes = new ArrayList<>();
    for (Entry<From, Replicas> row : past.subList(0, Math.max(0, past.size() - 1))) {
      writes.add(TABLE.remove(row.key()));
    }
    writes.add(TABLE.put(new From(Math.addExact(height, LEAD)), next));
    return writes;
  }

  /** The replica that {@code id} names, if it is one. */
  public Optional<Replica> find(KeyId id) {
    return members.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The replicas that {@code party} runs. */
  public List<Replica> of(Bytes party) {
    return members.stream().filter(each -> each.party().equals(party)).toList();
  }

  /** What all weigh together. */
  public long weight() {
    return weight(members);
  }

  /** What the replicas of {@code party} weigh together; 0 if it runs none. */
  public long weight(Bytes party) {
    return weight(of(party));
  }

  private static long weight(List<Replica> some) {
    long sum = 0;
    for (Replica each : some) {
      sum = Math.addExact(sum, each.weight());
    }
    return sum;
  }

  /** What seals name the set by. */
  public Bytes digest() {
    TreeMap<KeyId, Long> weights = new TreeMap<>();
    members.forEach(each -> weights.put(each.id(), each.weight()));
    return digest(weights);
  }

  /**
   * SHA-256 of the CBOR array of {@code [thumbprint, weight]} of each replica, in ascending order.
   */
  public static Bytes digest(SortedMap<KeyId, Long> weights) {
    CborWriter out = new CborWriter();
    out.array(weights.size());
    weights.forEach((id, weight) -> out.array(2).bytes(id.value()).unsigned(weight));
    return Sha256.of(out.toBytes());
  }
}
