package birthmark.node.query;

import birthmark.answer.Question;
import birthmark.answer.Recorder;
import birthmark.bundle.Bundle;
import birthmark.bundle.BundleVerifier;
import birthmark.bundle.BundleWriter;
import birthmark.bundle.BundleWriter.Asked;
import birthmark.bundle.Event;
import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.cose.Sign1;
import birthmark.finality.ReplicaSetChange;
import birthmark.machine.Overlay;
import birthmark.node.index.Index;
import birthmark.node.store.Snapshot;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Bundles about subjects, for those who may read their whole history. */
public final class Bundles {
  private final Rulebook rulebook;
  private final Genesis genesis;
  private final Receipts receipts;
  private final SubjectFacts facts;
  private final Supplier<List<ReplicaSetChange>> changes;

  /**
   * Bundles whose statements are found by {@code index}.
   *
   * @param changes what proves the changes of the replica set
   */
  public Bundles(
      Rulebook rulebook,
      Genesis genesis,
      Receipts receipts,
      Index index,
      Supplier<List<ReplicaSetChange>> changes) {
    this.changes = changes;
    this.rulebook = rulebook;
    this.genesis = genesis;
    this.receipts = receipts;
    this.facts = new SubjectFacts(index, rulebook);
  }

  /** What came of asking for a bundle. */
  public sealed interface Made {
    /** The bundle. */
    record Ready(Bundle bundle) implements Made {}

    /** There is no such subject, or its history is not for this viewer. */
    record Nothing() implements Made {}

    /** The history has more entries than a bundle holds. */
    record TooLong() implements Made {}

    /** The index has not come to the last block yet. */
    record Behind() implements Made {}
  }

  /** The kinds of subjects that bundles are about. */
  public List<Subject.Kind> kinds() {
    TreeSet<Subject.Kind> kinds = new TreeSet<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      rules.surface().histories().forEach(each -> kinds.add(each.kind()));
    }
    return List.copyOf(kinds);
  }

  /** The bundle about {@code subject} for {@code viewer}. */
  Made of(Snapshot snapshot, Viewer viewer, Subject subject) throws InterruptedException {
    View state = new Overlay(rulebook, snapshot);
    if (!mayRead(state, viewer, subject)) {
      return new Made.Nothing();
    }
    Optional<List<BundleWriter.Accepted>> accepted =
        facts.about(subject, snapshot.tip().height(), Bundle.EVENTS_MAX);
    if (accepted.isEmpty()) {
      return new Made.TooLong();
    }
    BundleWriter writer =
        new BundleWriter(rulebook, genesis, snapshot, snapshot.tip(), changes.get());
    Optional<List<Event>> events = writer.history(subject, accepted.get());
    if (events.isEmpty()) {
      return new Made.Behind();
    }
    Asked asked = asked(snapshot, viewer, subject, signers(state, events.get()));
    Bytes receipt = receipts.of(snapshot, snapshot.tip().log().size() - 1).encode();
    return new Made.Ready(writer.write(subject, events.get(), asked, receipt));
  }

  private boolean mayRead(View state, Viewer viewer, Subject subject) {
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Surface.Histories each : rules.surface().histories()) {
        if (each.kind() == subject.kind()
            && each.readers().admits(state, viewer.reader(), subject, subject)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Set<Subject> signers(View state, List<Event> events) {
    TreeSet<Subject> signers = new TreeSet<>(Comparator.comparing(Subject::id));
    for (Event event : events) {
      if (event instanceof Event.Shown shown) {
        state
            .find(Keys.TABLE, Sign1.decode(shown.statement()).keyId())
            .ifPresent(key -> signers.add(key.subject()));
      }
    }
    return signers;
  }

  /** All that can be looked up about {@code subject}, and what everyone may know of who signed. */
  private Asked asked(Snapshot snapshot, Viewer viewer, Subject subject, Set<Subject> signers) {
    AnswerProver prover = new AnswerProver(snapshot, rulebook, viewer, receipts, true);
    List<Question> questions = new ArrayList<>();
    Recorder recorder = new Recorder(snapshot);
    Map<Bytes, Bytes> rows = new TreeMap<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Read read : rules.surface().reads()) {
        List<Subject> about = new ArrayList<>();
        if (of(read, subject)) {
          about.add(subject);
        }
        if (read instanceof Read.Find<?, ?> find && find.readers().open()) {
          signers.stream()
              .filter(each -> !each.equals(subject) && of(read, each))
              .forEach(about::add);
        }
        for (Subject each : about) {
          Question question =
              new Question(
                  rules.surface().path(), read.path(), List.of(each.id().hex()), List.of(), 0);
          if (questions.size() < Bundle.READS_MAX
              && prover.seenBy(read, BundleVerifier.whole(read, question))
                  instanceof AnswerProver.Seen.Rows seen) {
            questions.add(question);
            recorder.add(seen.recorder());
            rows.putAll(seen.shown());
          }
        }
      }
    }
    return new Asked(questions, recorder, rows);
  }

  /** Whether {@code read} has one parameter, named as subjects of this kind are. */
  private static boolean of(Read read, Subject subject) {
    return read.parameters().equals(List.of(Names.kebab(subject.kind().name())));
  }
}
