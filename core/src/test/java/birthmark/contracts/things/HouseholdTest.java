package birthmark.contracts.things;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.state.Entry;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A household that has a key for each of its things cannot be told from as many households: nothing
 * on the ledger, neither log nor state, names two of its keys, or two of its things, together.
 */
class HouseholdTest {
  private final Fleet fleet = new Fleet();
  private final Device camera = fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED);
  private final Device lock = fleet.born(Fleet.LOCK, Assurance.SELF_REPORTED);

  private SigningKey person(String salt) {
    SigningKey key = fleet.key(Algorithm.ED25519);
    fleet.accept(
        key,
        new PartyTransaction.RegisterPerson(
            key.publicKey(), Sha256.of(Bytes.ofOwned(salt.getBytes(StandardCharsets.US_ASCII)))));
    return key;
  }

  /** All that anybody who has everything could read: the log's entries and the state's rows. */
  private Stream<Bytes> written() {
    List<Entry<Bytes, Bytes>> rows =
        fleet.ledger().list(Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE);
    return Stream.concat(
        fleet.ledger().entries().stream(), rows.stream().map(row -> row.key().concat(row.value())));
  }

  private static boolean names(Bytes text, Bytes id) {
    for (int at = 0; at + id.length() <= text.length(); at++) {
      if (text.slice(at, at + id.length()).equals(id)) {
        return true;
      }
    }
    return false;
  }

  /** Those of {@code people} whom something written names beside {@code thing}. */
  private Set<PartyId> namedWith(Device thing, List<PartyId> people) {
    List<Bytes> about = written().filter(each -> names(each, thing.id().value())).toList();
    return people.stream()
        .filter(person -> about.stream().anyMatch(each -> names(each, person.value())))
        .collect(Collectors.toSet());
  }

  private long naming(Bytes one, Bytes other) {
    return written().filter(each -> names(each, one) && names(each, other)).count();
  }

  @Test
  void aKeyForEachThingLinksNothing() {
    SigningKey first = person("one");
    SigningKey second = person("two");
    fleet.give(camera, fleet.operator(), first);
    fleet.give(lock, fleet.operator(), second);
    fleet.give(camera, first, fleet.other());
    PartyId one = Fleet.party(first);
    PartyId two = Fleet.party(second);
    assertEquals(Set.of(one), namedWith(camera, List.of(one, two)));
    assertEquals(Set.of(two), namedWith(lock, List.of(one, two)));
    assertEquals(0, naming(one.value(), two.value()));
    assertEquals(0, naming(camera.id().value(), lock.id().value()));
  }

  @Test
  void oneKeyForAllLinksThem() {
    SigningKey person = person("one");
    fleet.give(camera, fleet.operator(), person);
    fleet.give(lock, fleet.operator(), person);
    PartyId one = Fleet.party(person);
    assertEquals(Set.of(one), namedWith(camera, List.of(one)));
    assertEquals(Set.of(one), namedWith(lock, List.of(one)));
  }
}
