package birthmark.contracts.parties;

import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Role;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The parties that a ledger starts with. */
final class Founding {
  private Founding() {}

  /**
   * What the genesis block writes.
   *
   * @throws IllegalArgumentException if two founders share a handle or a key, a key does not sign,
   *     or nobody could ever grant a role
   */
  static List<Write<?, ?>> writes(Genesis genesis) {
    List<Write<?, ?>> writes = new ArrayList<>();
    TreeSet<String> handles = new TreeSet<>();
    TreeSet<KeyId> keys = new TreeSet<>();
    for (Genesis.Founder founder : genesis.founders()) {
      if (!handles.add(founder.handle())) {
        throw new IllegalArgumentException("two founders have the handle " + founder.handle());
      }
      for (CoseKey key : founder.keys()) {
        if (key.signingAlgorithm().isEmpty() || !keys.add(key.thumbprint())) {
          throw new IllegalArgumentException(
              "each key of founder " + founder.handle() + " must sign, and be named only once");
        }
      }
      writes.addAll(writes(founder));
    }
    if (genesis.founders().stream().noneMatch(each -> each.roles().contains(Role.REPLICA))) {
      throw new IllegalArgumentException(
          "one founder must have the role replica, or nobody could ever grant a role");
    }
    return List.copyOf(writes);
  }

  private static List<Write<?, ?>> writes(Genesis.Founder founder) {
    Handle handle = new Handle(founder.handle());
    PartyId id = new PartyId(founder.keys().get(0).thumbprint().value());
    Party party =
        Party.organisation(handle, founder.name(), 0).withSigningKeys(founder.keys().size());
    List<Write<?, ?>> writes = new ArrayList<>();
    writes.add(Parties.HANDLES.put(handle, id));
    for (Role role : founder.roles()) {
      party = party.with(role);
      writes.add(Parties.ROLES.put(new Parties.Holding(role, id), new Parties.Held(0)));
    }
    writes.add(Parties.PARTIES.put(id, party));
    for (CoseKey key : founder.keys()) {
      writes.add(
          Parties.KEYS.put(
              new Parties.OwnKey(id, key.thumbprint()),
              Parties.KeyUse.of(Keys.Purpose.SIGNING, 0)));
      writes.add(
          Keys.TABLE.put(
              key.thumbprint(),
              new Keys.Registered(
                  id.subject(), Keys.Purpose.SIGNING, key, 0, Optional.empty(), Optional.empty())));
    }
    return writes;
  }
}
