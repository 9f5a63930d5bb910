package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Keys;
import birthmark.contract.Role;
import birthmark.contracts.content.ContentTransaction.CommitSealed;
import birthmark.contracts.content.ContentTransaction.SubmitSealed;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
import birthmark.cose.KeyId;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What parties want about themselves: names, roles and keys. */
final class Registering {
  private final Cast cast;
  private final Bytes network;
  private final ForeignStatements foreign;
  private final Picks picks;

  Registering(Cast cast, Bytes network, ForeignStatements foreign, Picks picks) {
    this.cast = cast;
    this.network = network;
    this.foreign = foreign;
    this.picks = picks;
  }

  Intention role(Intentions.Knowledge known) {
    PartyId party = picks.anybody().id();
    Role role = picks.pick(List.of(Role.values()));
    Cast.Party by = picks.chance(90) ? cast.root() : picks.anybody();
    return picks.chance(75)
        ? Intention.by(by, new PartyTransaction.Grant(party, role))
        : Intention.by(by, new PartyTransaction.Withdraw(party, role));
  }

  Intention registration(Intentions.Knowledge known) {
    if (picks.chance(15)) {
      return Intention.by(
          picks.chance(90) ? cast.root() : picks.anybody(), foreign.policy(cast.parties()));
    }
    Cast.Party by = picks.anybody();
    Cast.Party issuer = picks.chance(60) ? by : picks.anybody();
    SeededKey key =
        switch (picks.random().nextInt(10)) {
          case 0, 1 -> picks.pick(cast.spares());
          case 2 -> picks.pick(cast.things());
          default -> issuer.key();
        };
    return Intention.by(
        by, foreign.registration(key, picks.chance(90) ? issuer.id() : picks.anybody().id()));
  }

  Intention partyKey(Intentions.Knowledge known) {
    Cast.Party party = picks.anybody();
    if (picks.chance(40)) {
      return Intention.by(
          party, new PartyTransaction.AddAgreementKey(picks.pick(cast.agreements())));
    }
    SeededKey key = picks.pick(cast.spares());
    Cast.Party named = picks.chance(90) ? party : picks.anybody();
    Bytes possession =
        PartyTransaction.AddSigningKey.claim(network, named.id(), key.publicKey()).sign(key);
    return Intention.by(
        party, new PartyTransaction.AddSigningKey(party.id(), key.publicKey(), possession));
  }

  /** Something sealed to a party that has a key for that, more often than not. */
  Intention sealed(Intentions.Knowledge known) {
    List<Parties.OwnKey> keys = new ArrayList<>();
    for (Cast.Party each : cast.parties()) {
      known.state().list(Parties.KEYS, List.of(each.id()), Optional.empty(), View.LIST_MAX).stream()
          .filter(row -> row.value().purpose() == Keys.Purpose.AGREEMENT)
          .forEach(row -> keys.add(row.key()));
    }
    if (keys.isEmpty()) {
      return partyKey(known);
    }
    Parties.OwnKey to = picks.pick(keys);
    KeyId key = picks.chance(10) ? picks.pick(cast.agreements()).thumbprint() : to.key();
    Bytes octets = Picks.digest("sealed " + picks.random().nextInt(6));
    return Intention.by(
        picks.anybody(),
        picks.chance(50)
            ? new SubmitSealed(to.party(), key, octets)
            : new CommitSealed(to.party(), key, Sha256.of(octets), octets.length()));
  }

  Intention revokeKey(Intentions.Knowledge known) {
    List<SeededKey> keys = new ArrayList<>(cast.spares());
    Cast.Party party = picks.anybody();
    keys.add(party.key());
    return Intention.by(
        party,
        new PartyTransaction.RevokeKey(
            picks.pick(keys).publicKey().thumbprint(),
            picks.pick(List.of(RevocationReason.values()))));
  }
}
