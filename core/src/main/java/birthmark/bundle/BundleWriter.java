package birthmark.bundle;

import birthmark.answer.Question;
import birthmark.answer.Recorder;
import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.finality.ReplicaSetChange;
import birthmark.machine.Ledger;
import birthmark.machine.Outcomes;
import birthmark.machine.Overlay;
import birthmark.machine.Tip;
import birthmark.merkle.LogProof;
import birthmark.merkle.StateProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes bundles about a ledger as of its last block. */
public final class BundleWriter {
  private final Rulebook rulebook;
  private final Genesis genesis;
  private final Ledger ledger;
  private final Tip tip;
  private final List<ReplicaSetChange> changes;

  /**
   * Bundles about {@code ledger}, which stands at {@code tip}.
   *
   * @param changes of the replica set since the genesis, oldest first
   */
  public BundleWriter(
      Rulebook rulebook, Genesis genesis, Ledger ledger, Tip tip, List<ReplicaSetChange> changes) {
    this.rulebook = rulebook;
    this.genesis = genesis;
    this.ledger = ledger;
    this.tip = tip;
    this.changes = List.copyOf(changes);
  }

  /**
   * A statement that concerns the subject.
   *
   * @param index its log index
   * @param height the block that accepted it
   * @param time that block's time
   * @param facts all that became true by it
   */
  public record Accepted(long index, long height, Timestamp time, List<Fact> facts) {
    /** Keeps a copy. */
    public Accepted {
      facts = List.copyOf(facts);
    }
  }

  /**
   * What is asked of the state besides, and the rows that it follows from.
   *
   * @param reads what is asked
   * @param recorder all that was read for it
   * @param rows what of it may be shown
   */
  public record Asked(List<Question> reads, Recorder recorder, Map<Bytes, Bytes> rows) {}

  /**
   * The history as entries; empty where {@code accepted} are not all that the ledger has, or more.
   */
  public Optional<List<Event>> history(Subject subject, List<Accepted> accepted) {
    HistoryRows rows = rows(new Recorder(ledger), subject, List.of());
    List<Event> events = new ArrayList<>();
    for (Accepted each : accepted) {
      Bytes entry =
          ledger
              .entry(each.index())
              .orElseThrow(() -> new IllegalStateException("the log has no entry " + each.index()));
      Sign1 message = Sign1.decode(entry);
      Optional<KeyId> own = Optional.of(message.keyId()).filter(key -> rows.own().containsKey(key));
      events.add(
          new Event.Shown(
              own,
              each.index(),
              each.height(),
              each.time(),
              Outcomes.accepted(rulebook, message.id(), each.facts()),
              entry,
              LogProof.inclusion(ledger.tiles(), each.index(), tip.log().size())));
    }
    return Optional.of(List.copyOf(events)).filter(rows::holds);
  }

  /**
   * The bundle.
   *
   * @param events from {@link #history}
   * @param receipt that of the last log entry
   */
  public Bundle write(Subject subject, List<Event> events, Asked asked, Bytes receipt) {
    Recorder recorder = new Recorder(ledger);
    List<KeyId> signers = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Shown shown) {
        signers.add(Sign1.decode(shown.statement()).keyId());
      }
    }
    rows(recorder, subject, new TreeSet<>(signers).stream().toList());
    TreeMap<Bytes, Bytes> shown = new TreeMap<>(asked.rows());
    shown.putAll(recorder.rows());
    recorder.add(asked.recorder());
    StateProof rows =
        tip.tree()
            .prove(ledger.pages(), recorder.ranges(), key -> Optional.ofNullable(shown.get(key)));
    return new Bundle(
        Genesis.CODEC.encode(genesis),
        changes,
        subject,
        events,
        asked.reads(),
        ledger
            .entry(tip.log().size() - 1)
            .orElseThrow(() -> new IllegalStateException("the last seal is not stored")),
        receipt,
        rows);
  }

  private HistoryRows rows(Recorder recorder, Subject subject, List<KeyId> signers) {
    return HistoryRows.of(new Overlay(rulebook, recorder), subject, signers);
  }
}
