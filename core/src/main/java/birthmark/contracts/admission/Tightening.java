package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an operator takes away from, or keeps of, what a maker says that things may talk to.
 *
 * @param digest SHA-256 of the usage description that it is about
 * @param keepLocalNetworks whether entries with the local networks stay, of that description alone
 * @param without the entries that are taken away, of later descriptions too
 * @param withoutTopics the topics that are taken away, of later descriptions too
 * @param octetsPerSecond how much a thing may send; 0 for no limit
 * @param set when the operator said so
 */
public record Tightening(
    @Length(min = 32, max = 32) Bytes digest,
    boolean keepLocalNetworks,
    @Length(max = 256) List<UsageDescription.EntryName> without,
    @Length(max = 64) List<TopicUse> withoutTopics,
    long octetsPerSecond,
    Timestamp set) {
  /** Keeps copies. */
  public Tightening {
    without = List.copyOf(without);
    withoutTopics = List.copyOf(withoutTopics);
  }

  static Outcome decide(View state, Context at, AdmissionTransaction.TightenUsage tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(AdmissionRefusal.NOT_AN_OPERATOR);
    }
    Optional<UsageDescription> found =
        state
            .find(Admission.DESCRIPTIONS, tx.model())
            .filter(description -> description.digest().equals(tx.digest()));
    if (found.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_USAGE, "model " + tx.model());
    }
    SortedSet<String> names = new TreeSet<>();
    found.get().entries().forEach(entry -> names.add(entry.name()));
    boolean known =
        tx.without().stream().allMatch(name -> names.contains(name.text()))
            && tx.withoutTopics().stream().allMatch(found.get().topics()::contains);
    if (!known) {
      return Outcome.rejected(AdmissionRefusal.NOT_IN_THE_USAGE);
    }
    PolicyId id = new PolicyId(new PartyId(at.signer().id()), tx.model());
    return Outcome.accepted()
        .put(
            Admission.TIGHTENINGS,
            id,
            new Tightening(
                tx.digest(),
                tx.keepLocalNetworks(),
                tx.without(),
                tx.withoutTopics(),
                tx.octetsPerSecond(),
                at.time()))
        .fact(
            new AdmissionFact.UsageTightened(
                id.owner(), id.model(), tx.digest(), tx.keepLocalNetworks()))
        .outcome();
  }
}
