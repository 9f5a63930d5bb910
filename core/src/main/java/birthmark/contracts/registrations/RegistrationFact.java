package birthmark.contracts.registrations;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.List;
import java.util.Optional;

/** What became true of registrations. */
public sealed interface RegistrationFact extends Open {
  /**
   * The policy changed.
   *
   * @param by the replica that set it
   * @param revision how often it was set
   */
  @Tag(1)
  @About("The registration policy was set.")
  record RegistrationPolicySet(PartyId by, long revision) implements RegistrationFact {
    @Override
    public List<Subject> concerns() {
      return List.of(by.subject());
    }
  }

  /**
   * A signed statement was registered.
   *
   * @param id SHA-256 of its Sig_structure
   * @param key the key that signed it
   * @param issuer the party that signed it; none where the key is nobody's
   * @param by who registered it
   * @param inFull whether the log has it
   */
  @Tag(2)
  @About("A signed statement was registered.")
  record Registered(
      @Length(min = 32, max = 32) Bytes id,
      KeyId key,
      Optional<PartyId> issuer,
      PartyId by,
      boolean inFull)
      implements RegistrationFact {
    @Override
    public List<Subject> concerns() {
      return issuer
          .filter(party -> !party.equals(by))
          .map(party -> List.of(by.subject(), party.subject()))
          .orElse(List.of(by.subject()));
    }
  }
}
