package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.contract.Replicas;
import birthmark.contracts.governance.Absence;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.governance.GovernanceTransaction.Attend;
import birthmark.contracts.governance.ReplicaOffer;
import birthmark.cose.CoseKey;
import birthmark.machine.Overlay;
import birthmark.node.store.Snapshot;
import birthmark.node.store.StoreException;
import birthmark.node.submit.Answer;
import birthmark.node.submit.UnavailableException;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import birthmark.proof.NoteSignature;
import birthmark.state.View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows that this replica is there, where the ledger limits how long one may be absent: once a
 * third of that time has passed, and at once when it is suspended.
 */
final class Attendance implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Attendance.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(60);
  private static final long PARTS = 3;

  private final LedgerKeeper keeper;
  private final CoseKey checkpointKey;
  private final NoteKey noteKey;
  private final ReplicaOffer.Id id;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** That of the replica that signs checkpoints with {@code checkpointKey}; not begun yet. */
  Attendance(LedgerKeeper keeper, CoseKey checkpointKey) {
    this.keeper = keeper;
    this.checkpointKey = checkpointKey;
    this.noteKey = NoteKey.ofLog(keeper.genesis().name(), checkpointKey).orElseThrow();
    this.id = new ReplicaOffer.Id(checkpointKey.thumbprint());
    this.thread = Thread.ofPlatform().daemon().name("birthmark-attendance").unstarted(this::run);
  }

  /** Begins to look, now and every minute. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        try {
          Optional<CompletableFuture<Void>> _ = look().map(sent -> sent.thenAccept(this::told));
        } catch (StoreException | UnavailableException e) {
          LOG.log(System.Logger.Level.WARNING, "This replica does not show that it is there.", e);
        }
      } while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void told(Answer answer) {
    System.Logger.Level level =
        answer instanceof Answer.Committed ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
    LOG.log(level, "What came of showing that this replica is there: {0}", answer);
  }

  /** Shows it if it is time to; what comes of that. */
  Optional<CompletableFuture<Answer>> look() {
    try (Snapshot now = keeper.snapshot()) {
      return isDue(now)
          ? shown(now)
              .map(shown -> keeper.own().sign(shown, now.tip().time()))
              .map(statement -> keeper.submission().submit(statement))
          : Optional.empty();
    }
  }

  private boolean isDue(Snapshot now) {
    View state = new Overlay(keeper.rulebook(), now);
    if (state.find(Governance.SUSPENDED, id).isPresent()) {
      return true;
    }
    Optional<Absence.Limit> limit = state.find(Governance.ABSENCE, Absence.Of.REPLICAS);
    Optional<Absence.Shown> last = state.find(Governance.ATTENDANCE, id);
    boolean isReplica = Replicas.latest(state).find(id.replica()).isPresent();
    if (limit.isEmpty() || !isReplica) {
      return false;
    }
    long third = limit.get().seconds() / PARTS;
    return last.isEmpty()
        || !now.tip().time().plusSeconds((PARTS - 1) * third).isBefore(last.get().until());
  }

  /** Its signature under the checkpoint of the last block. */
  private Optional<Attend> shown(Snapshot now) {
    try {
      Note note = Note.decode(Bytes.ofOwned(now.checkpoint().getBytes(StandardCharsets.UTF_8)));
      Checkpoint checkpoint = Checkpoint.of(note);
      return note.signatures().stream()
          .filter(noteKey::names)
          .findFirst()
          .map(NoteSignature::signature)
          .map(
              signature ->
                  new Attend(
                      checkpointKey,
                      checkpoint.origin(),
                      now.tip().height(),
                      checkpoint.size(),
                      checkpoint.root(),
                      signature));
    } catch (NoteException e) {
      throw new IllegalStateException("this node's own checkpoint is none", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
