package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.things.Model;
import birthmark.contracts.things.Things;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * What the maker of a model says that its things may talk to: the digest of its usage description
 * (MUD, RFC 8520), the names of that file's entries, and the topics of messages.
 *
 * @param digest SHA-256 of the file
 * @param location where it is
 * @param entries its entries in order
 * @param topics what its things may publish and subscribe to, below their own topic
 * @param set when the maker said so
 */
public record UsageDescription(
    @Length(min = 32, max = 32) Bytes digest,
    @Length(min = 1, max = 512) String location,
    @Length(max = 512) List<Entry> entries,
    @Length(max = 64) List<TopicUse> topics,
    Timestamp set) {
  /**
   * An entry of a usage description.
   *
   * @param name its name
   * @param local whether it is with the local networks, which operators take away unless they keep
   *     it
   */
  public record Entry(@Length(min = 1, max = 128) String name, boolean local) {}

  /**
   * The name of an entry.
   *
   * @param text the name
   */
  public record EntryName(@Length(min = 1, max = 128) String text) {}

  /** Keeps copies. */
  public UsageDescription {
    entries = List.copyOf(entries);
    topics = List.copyOf(topics);
  }

  static Outcome decide(View state, Context at, AdmissionTransaction.DescribeUsage tx) {
    Optional<Model> model = state.find(Things.MODELS, tx.model());
    if (model.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_MODEL, "model " + tx.model());
    }
    if (!model.get().maker().subject().equals(at.signer())
        || !Parties.holds(state, at.signer(), Role.MAKER)) {
      return Outcome.rejected(AdmissionRefusal.NOT_THE_MAKER);
    }
    return Outcome.accepted()
        .put(
            Admission.DESCRIPTIONS,
            tx.model(),
            new UsageDescription(tx.digest(), tx.location(), tx.entries(), tx.topics(), at.time()))
        .fact(new AdmissionFact.UsageDescribed(tx.model(), model.get().maker(), tx.digest()))
        .outcome();
  }
}
