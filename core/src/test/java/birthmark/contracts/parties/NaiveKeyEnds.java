package birthmark.contracts.parties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How keys of parties end and come back, once more, over maps. */
final class NaiveKeyEnds {
  /** The delay of every recovery, in seconds. */
  static final long DELAY = 3_600;

  private record Coming(CoseKey key, long due) {}

  private final Map<CoseKey, Long> since = new HashMap<>();
  private final Map<CoseKey, Long> revoked = new HashMap<>();
  private final Map<CoseKey, Long> retiring = new HashMap<>();
  private final Set<CoseKey> retired = new HashSet<>();
  private final Map<CoseKey, Long> compromised = new HashMap<>();
  private final Map<PartyId, Coming> recoveries = new HashMap<>();
  private long height = 1;
  private long seconds;

  void added(CoseKey key) {
    since.put(key, height);
  }

  void founded(CoseKey key) {
    since.put(key, 0L);
  }

  boolean revoked(CoseKey key) {
    return revoked.containsKey(key);
  }

  /** Whether the key counts and goes on to do so. */
  boolean stays(CoseKey key) {
    return !revoked.containsKey(key) && !retired.contains(key);
  }

  boolean retiring(CoseKey key) {
    return retired.contains(key);
  }

  long height() {
    return height;
  }

  /** Block time since the start. */
  long seconds() {
    return seconds;
  }

  void revoke(CoseKey key) {
    revoked.put(key, height);
    retiring.remove(key);
  }

  void retire(CoseKey key, long due) {
    retired.add(key);
    retiring.put(key, due);
  }

  boolean countedAt(CoseKey key, long from) {
    long end = revoked.getOrDefault(key, Long.MAX_VALUE);
    return from <= height && since.getOrDefault(key, Long.MAX_VALUE) <= from && from < end;
  }

  boolean reported(CoseKey key, long from) {
    return compromised.getOrDefault(key, Long.MAX_VALUE) <= from;
  }

  void report(CoseKey key, long from) {
    compromised.put(key, from);
  }

  Optional<CoseKey> coming(PartyId party) {
    return Optional.ofNullable(recoveries.get(party)).map(Coming::key);
  }

  void recover(PartyId party, CoseKey key) {
    recoveries.put(party, new Coming(key, seconds + DELAY));
  }

  void stop(PartyId party) {
    recoveries.remove(party);
  }

  /** Goes on; the answer is which parties get which keys. */
  Map<PartyId, CoseKey> pass(long more) {
    height++;
    seconds += more;
    List<CoseKey> ended = new ArrayList<>();
    retiring.forEach(
        (key, due) -> {
          if (due <= seconds) {
            ended.add(key);
          }
        });
    ended.forEach(this::revoke);
    Map<PartyId, CoseKey> came = new HashMap<>();
    recoveries.forEach(
        (party, coming) -> {
          if (coming.due() <= seconds) {
            came.put(party, coming.key());
          }
        });
    recoveries.keySet().removeAll(came.keySet());
    return came;
  }

  void compare(View state, Map<CoseKey, PartyId> owner) {
    assertEquals(retiring.size(), all(state, KeyEnds.RETIREMENTS));
    assertEquals(compromised.size(), all(state, KeyEnds.COMPROMISES));
    assertEquals(recoveries.size(), all(state, Recovery.RECOVERIES));
    assertEquals(recoveries.size(), all(state, Recovery.DUES));
    compromised.forEach(
        (key, from) ->
            assertEquals(
                Optional.of(from),
                state
                    .find(
                        KeyEnds.COMPROMISES,
                        new Parties.OwnKey(
                            owner.getOrDefault(key, new PartyId(Bytes.copyOf(new byte[32]))),
                            key.thumbprint()))
                    .map(KeyEnds.Compromise::from)));
  }

  private static int all(View state, Table<?, ?> table) {
    return state.list(table, List.of(), Optional.empty(), View.LIST_MAX).size();
  }
}
