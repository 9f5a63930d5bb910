package birthmark.testing;

import birthmark.answer.Question;
import birthmark.bundle.Bundle;
import birthmark.bundle.Event;
import birthmark.bytes.Bytes;
import birthmark.contract.Subject;
import birthmark.finality.ReplicaSetChange;
import birthmark.merkle.StateProof;
import java.util.List;

/** Bundles with a part of another: what somebody may try to pass off. */
public final class ForgedBundles {
  private ForgedBundles() {}

  /** {@code bundle} with another genesis. */
  public static Bundle genesis(Bundle bundle, Bytes genesis) {
    return new Bundle(
        genesis,
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        bundle.seal(),
        bundle.receipt(),
        bundle.rows());
  }

  /** {@code bundle} told of another subject. */
  public static Bundle subject(Bundle bundle, Subject subject) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        subject,
        bundle.events(),
        bundle.reads(),
        bundle.seal(),
        bundle.receipt(),
        bundle.rows());
  }

  /** {@code bundle} with another history. */
  public static Bundle events(Bundle bundle, List<Event> events) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        events,
        bundle.reads(),
        bundle.seal(),
        bundle.receipt(),
        bundle.rows());
  }

  /** {@code bundle} asking something else. */
  public static Bundle reads(Bundle bundle, List<Question> reads) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        reads,
        bundle.seal(),
        bundle.receipt(),
        bundle.rows());
  }

  /** {@code bundle} ending with another entry. */
  public static Bundle sealed(Bundle bundle, Bytes seal, Bytes receipt) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        seal,
        receipt,
        bundle.rows());
  }

  /** {@code bundle} with other rows. */
  public static Bundle rows(Bundle bundle, StateProof rows) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        bundle.seal(),
        bundle.receipt(),
        rows);
  }

  /** {@code bundle} after other changes of the replica set. */
  public static Bundle changes(Bundle bundle, List<ReplicaSetChange> changes, Bytes receipt) {
    return new Bundle(
        bundle.genesis(),
        changes,
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        bundle.seal(),
        receipt,
        bundle.rows());
  }
}
