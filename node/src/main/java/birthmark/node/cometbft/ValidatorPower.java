package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A validator and its weight: what the engine knows of a replica.
 *
 * @param publicKey an Ed25519 key of 32 octets; empty for one of another kind
 * @param power its weight; 0 for one that is none any more
 */
record ValidatorPower(Bytes publicKey, long power) {
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

  private static SortedMap<Bytes, Long> powers(Replicas replicas) {
    SortedMap<Bytes, Long> powers = new TreeMap<>();
    for (Replica replica : replicas.members()) {
      replica.consensus().ifPresent(key -> powers.put(EngineFolder.octets(key), replica.weight()));
    }
    return powers;
  }
}
