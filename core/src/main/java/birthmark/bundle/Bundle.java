package birthmark.bundle;

import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.contract.Subject;
import birthmark.finality.ReplicaSetChange;
import birthmark.merkle.StateProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A thing's whole history and where it stands, with all that is needed to check it offline.
 *
 * @param genesis the first log entry
 * @param changes of the replica set since the genesis, oldest first
 * @param subject the thing
 * @param events its history, by log index
 * @param reads what is asked of the state besides, each with one text, the id of the subject or of
 *     one who signed; listings from their start, {@link #PAGE} records
 * @param seal the log entry that ends the block as of which the bundle speaks
 * @param receipt that entry's receipt
 * @param rows the part of the state that is read
 */
public record Bundle(
    Bytes genesis,
    List<ReplicaSetChange> changes,
    Subject subject,
    List<Event> events,
    List<Question> reads,
    Bytes seal,
    Bytes receipt,
    StateProof rows) {
  /** The most octets of an encoded one. */
  public static final int LENGTH_MAX = 32 << 20;

  /** The most events. */
  public static final int EVENTS_MAX = 20_000;

  /** The most reads. */
  public static final int READS_MAX = 256;

  /** How many records of a listing are looked at. */
  public static final int PAGE = 1_000;

  /** Keeps copies. */
  public Bundle {
    changes = List.copyOf(changes);
    events = List.copyOf(events);
    reads = List.copyOf(reads);
  }

  /** The same with other events. */
  Bundle withEvents(List<Event> others) {
    return new Bundle(genesis, changes, subject, others, reads, seal, receipt, rows);
  }

  /**
   * The same with the entries at {@code indexes} hidden, and without what is asked about those who
   * then sign nothing that is shown.
   *
   * @param told the history as it was proven
   */
  public Bundle hiding(List<BundleCheck.Told> told, Set<Long> indexes) {
    List<Event> kept = new ArrayList<>();
    List<String> ids = new ArrayList<>(List.of(subject.id().hex()));
    for (BundleCheck.Told each : told) {
      boolean hide = indexes.contains(each.event().index());
      kept.add(hide && each.event() instanceof Event.Shown shown ? shown.hidden() : each.event());
      if (!hide) {
        each.signed().ifPresent(signed -> ids.add(signed.signer().id().hex()));
      }
    }
    List<Question> asked =
        reads.stream().filter(read -> ids.contains(read.texts().getFirst())).toList();
    return new Bundle(genesis, changes, subject, kept, asked, seal, receipt, rows);
  }
}
