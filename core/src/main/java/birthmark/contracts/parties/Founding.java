package birthmark.contracts.parties;

import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.View;
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
    check(genesis);
    List<Write<?, ?>> writes = new ArrayList<>();
    genesis.founders().forEach(founder -> writes.addAll(writes(founder, 0)));
    return List.copyOf(writes);
  }

  private static void check(Genesis genesis) {
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
    }
    if (genesis.founders().stream().noneMatch(each -> each.roles().contains(Role.REPLICA))) {
      throw new IllegalArgumentException(
          "one founder must have the role replica, or nobody could ever grant a role");
    }
  }

  /**
   * What the block writes with which a ledger goes on: founders that are parties already stay what
   * they are and have the role replica, others are registered.
   *
   * @throws IllegalArgumentException as for {@link #writes}, and if a founder has the handle of
   *     another party, or a key that signs for nobody now
   */
  static List<Write<?, ?>> resuming(View state, Now at, Genesis genesis) {
    check(genesis);
    List<Write<?, ?>> writes = new ArrayList<>();
    for (Genesis.Founder founder : genesis.founders()) {
      Optional<Keys.Registered> known =
          state.find(Keys.TABLE, founder.keys().getFirst().thumbprint());
      if (known.isPresent()) {
        writes.addAll(again(state, at, founder, known.get()));
      } else if (state.find(Parties.HANDLES, new Handle(founder.handle())).isPresent()) {
        throw new IllegalArgumentException(
            "the handle " + founder.handle() + " is that of another party");
      } else {
        writes.addAll(writes(founder, at.height()));
      }
    }
    return List.copyOf(writes);
  }

  private static List<Write<?, ?>> again(
      View state, Now at, Genesis.Founder founder, Keys.Registered known) {
    boolean signs =
        known.subject().kind() == Subject.Kind.PARTY
            && known.purpose() == Keys.Purpose.SIGNING
            && known.validAt(at.height());
    if (!signs || founder.keys().size() > 1) {
      throw new IllegalArgumentException(
          "founder " + founder.handle() + " needs one key, which signs for a party now");
    }
    PartyId id = new PartyId(known.subject().id());
    if (!founder.roles().contains(Role.REPLICA)
        || Parties.holds(state, known.subject(), Role.REPLICA)) {
      return List.of();
    }
    Party party = state.find(Parties.PARTIES, id).orElseThrow();
    return List.of(
        Parties.PARTIES.put(id, party.with(Role.REPLICA)),
        Parties.ROLES.put(new Parties.Holding(Role.REPLICA, id), new Parties.Held(at.height())));
  }

  private static List<Write<?, ?>> writes(Genesis.Founder founder, long height) {
    Handle handle = new Handle(founder.handle());
    PartyId id = new PartyId(founder.keys().get(0).thumbprint().value());
    Party party =
        Party.organisation(handle, founder.name(), height).withSigningKeys(founder.keys().size());
    List<Write<?, ?>> writes = new ArrayList<>();
    writes.add(Parties.HANDLES.put(handle, id));
    for (Role role : founder.roles()) {
      party = party.with(role);
      writes.add(Parties.ROLES.put(new Parties.Holding(role, id), new Parties.Held(height)));
    }
    writes.add(Parties.PARTIES.put(id, party));
    for (CoseKey key : founder.keys()) {
      writes.add(
          Parties.KEYS.put(
              new Parties.OwnKey(id, key.thumbprint()),
              Parties.KeyUse.of(Keys.Purpose.SIGNING, height)));
      writes.add(Keys.register(height, id.subject(), Keys.Purpose.SIGNING, key));
    }
    return writes;
  }
}
