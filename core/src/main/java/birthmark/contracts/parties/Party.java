package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contract.Role;
import java.util.List;
import java.util.Optional;

/**
 * A party as it stands.
 *
 * @param kind what it is
 * @param handle an organisation's short name
 * @param name an organisation's name
 * @param commitment a person's commitment; nothing else about a person is on the ledger
 * @param roles what it may do, in the order of {@link Role}
 * @param signingKeys how many of its signing keys are valid
 * @param since the height at which it was registered
 */
public record Party(
    Kind kind,
    Optional<Handle> handle,
    @Length(min = 1, max = 80) Optional<String> name,
    @Length(min = 32, max = 32) Optional<Bytes> commitment,
    @Length(max = 32) List<Role> roles,
    long signingKeys,
    long since) {
  /** Kinds of parties. */
  public enum Kind {
    /** A legal entity or a part of one. */
    ORGANISATION,
    /** A natural person. */
    PERSON
  }

  static Party organisation(Handle handle, String name, long since) {
    return new Party(
        Kind.ORGANISATION,
        Optional.of(handle),
        Optional.of(name),
        Optional.empty(),
        List.of(),
        1,
        since);
  }

  static Party person(Bytes commitment, long since) {
    return new Party(
        Kind.PERSON,
        Optional.empty(),
        Optional.empty(),
        Optional.of(commitment),
        List.of(),
        1,
        since);
  }

  Party with(Role role) {
    return withRoles(
        List.of(Role.values()).stream()
            .filter(each -> each == role || roles.contains(each))
            .toList());
  }

  Party without(Role role) {
    return withRoles(roles.stream().filter(each -> each != role).toList());
  }

  private Party withRoles(List<Role> changed) {
    return new Party(kind, handle, name, commitment, changed, signingKeys, since);
  }

  Party withSigningKeys(long changed) {
    return new Party(kind, handle, name, commitment, roles, changed, since);
  }
}
