package birthmark.contracts.parties;

import birthmark.codec.About;
import birthmark.codec.Tag;
import birthmark.contract.Fact;
import birthmark.contract.Keys;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import java.util.List;
import java.util.Optional;

/** What became true of a party. */
public sealed interface PartyFact extends Fact {
  /** The party. */
  PartyId party();

  @Override
  default List<Subject> concerns() {
    return List.of(party().subject());
  }

  /** Everything about parties is public: of a person there is nothing to see. */
  @Override
  default boolean open() {
    return true;
  }

  /**
   * A party was registered.
   *
   * @param party its id
   * @param kind what it is
   * @param handle an organisation's short name
   */
  @Tag(1)
  @About("A party was registered.")
  record Registered(PartyId party, Party.Kind kind, Optional<Handle> handle) implements PartyFact {}

  /**
   * A party was given a role.
   *
   * @param party who
   * @param role what
   * @param by the replica that gave it
   */
  @Tag(2)
  @About("A party was given a role.")
  record RoleGranted(PartyId party, Role role, PartyId by) implements PartyFact {}

  /**
   * A role was taken from a party.
   *
   * @param party who
   * @param role what
   * @param by the replica that took it
   */
  @Tag(3)
  @About("A role was taken from a party.")
  record RoleWithdrawn(PartyId party, Role role, PartyId by) implements PartyFact {}

  /**
   * A party added a key.
   *
   * @param party whose
   * @param key its thumbprint
   * @param purpose what it is for
   */
  @Tag(4)
  @About("A party added a key.")
  record KeyAdded(PartyId party, KeyId key, Keys.Purpose purpose) implements PartyFact {}

  /**
   * A party revoked a key.
   *
   * @param party whose
   * @param key its thumbprint
   * @param reason why
   */
  @Tag(5)
  @About("A party revoked a key.")
  record KeyRevoked(PartyId party, KeyId key, RevocationReason reason) implements PartyFact {}
}
