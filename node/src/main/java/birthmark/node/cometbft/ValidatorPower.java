package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A validator and its weight: what the engine knows of a replica.
 *
 * @param publicKey an Ed25519 key of 32 octets; empty for one of another kind
 * @param power its weight; 0 for one that is none any more
 */
public record ValidatorPower(Bytes publicKey, long power) {
  /**
   * The difference of two sets, as the engine wants it: each key once, what is the same left out,
   * none removed that was not there.
   */
  static List<ValidatorPower> difference(Replicas before, Replicas after) {
    SortedMap<Bytes, Long> old = powers(before);
    SortedMap<Bytes, Long> next = powers(after);
    List<ValidatorPower> updates = new ArrayList<>();
    old.keySet().stream()
        .filter(key -> !next.containsKey(key))
        .forEach(key -> updates.add(new ValidatorPower(key, 0)));
    next.forEach(
        (key, power) -> {
          if (!power.equals(old.get(key))) {
            updates.add(new ValidatorPower(key, power));
          }
        });
    return updates;
  }

  /** What the engine's headers say of {@code replicas}. */
  static Bytes hash(Replicas replicas) {
    return hash(powers(replicas));
  }

  /**
   * What the engine's headers say of a set: the root of its validators in the engine's order, the
   * heaviest first, then by address.
   *
   * @param powers the weights, by the keys that sign votes
   */
  public static Bytes hash(SortedMap<Bytes, Long> powers) {
    List<ValidatorPower> all = new ArrayList<>();
    powers.forEach((key, power) -> all.add(new ValidatorPower(key, power)));
    all.sort(
        Comparator.comparingLong(ValidatorPower::power)
            .reversed()
            .thenComparing(each -> EngineFolder.addressOctets(each.publicKey())));
    List<Bytes> encoded =
        all.stream()
            .map(
                each ->
                    new ProtoWriter()
                        .message(1, new ProtoWriter().bytes(1, each.publicKey()))
                        .number(2, each.power())
                        .toBytes())
            .toList();
    return LogFrontier.EMPTY.append(LogTree.leafHashes(encoded)).root();
  }

  /** The weights of {@code replicas}, by the keys that sign their votes. */
  public static SortedMap<Bytes, Long> powers(Replicas replicas) {
    SortedMap<Bytes, Long> powers = new TreeMap<>();
    for (Replica replica : replicas.members()) {
      replica.consensus().ifPresent(key -> powers.put(EngineFolder.octets(key), replica.weight()));
    }
    return powers;
  }
}
