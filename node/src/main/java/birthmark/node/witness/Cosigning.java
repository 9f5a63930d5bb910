package birthmark.node.witness;

import birthmark.bytes.Bytes;
import birthmark.cose.Signatures;
import birthmark.node.store.Snapshot;
import birthmark.node.store.StoreException;
import birthmark.node.witness.WitnessClient.Asked;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteSignature;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Has witnesses cosign the newest checkpoint, one after another, beside all else: commits never
 * wait for it. One checkpoint is in their hands at a time; those in between are not asked about.
 */
public final class Cosigning implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Cosigning.class.getName());
  private static final int FAILURES_DOUBLED_MAX = 6;

  /**
   * How patient it is.
   *
   * @param pause between rounds, and before a witness that failed is asked again, then doubled up
   *     to 64 times
   * @param timeout of one request
   */
  public record Pace(Duration pause, Duration timeout) {
    /** That of a node. */
    public static final Pace NORMAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  private final Supplier<Snapshot> ledger;
  private final Memory memory;
  private final Pace pace;
  private final HttpClient http;
  private final List<Waiting> witnesses = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<Note> cosigned;
  private volatile List<String> troubles = List.of();
  private volatile List<String> contradictions = List.of();

  /** Where the newest cosigned checkpoint outlasts a stop. */
  public interface Memory {
    /** What was kept, an encoded note. */
    Optional<Bytes> kept();

    /** Keeps {@code note} in the place of what was kept. */
    void keep(Bytes note);
  }

  /** A witness and how it fared. */
  private static final class Waiting {
    private final WitnessClient client;
    private int failures;
    private long notBeforeNanos = System.nanoTime();
    private Optional<String> trouble = Optional.empty();
    private boolean contradicted;

    Waiting(WitnessClient client) {
      this.client = client;
    }
  }

  /**
   * Begins to ask {@code all}, until closed.
   *
   * @param ledger opens the ledger as of its last block
   * @param memory of the same ledger
   */
  public Cosigning(
      List<Witness> all,
      Supplier<Snapshot> ledger,
      Memory memory,
      Signatures signatures,
      Pace pace) {
    this.ledger = ledger;
    this.memory = memory;
    this.pace = pace;
    this.cosigned = memory.kept().map(Cosigning::noteOf);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(pace.timeout())
            .build();
    for (Witness witness : all) {
      witnesses.add(new Waiting(new WitnessClient(witness, http, signatures, pace.timeout())));
    }
    this.thread = Thread.ofPlatform().daemon().name("birthmark-witnesses").start(this::run);
  }

  /** The newest checkpoint that at least one witness cosigned, with all signatures. */
  public Optional<Note> cosigned() {
    return cosigned;
  }

  /** What witnesses saw of this log that it does not have now, a sentence each. */
  public List<String> contradictions() {
    return contradictions;
  }

  /** What is wrong with witnesses now, a sentence each, contradictions among them. */
  public List<String> troubles() {
    return troubles;
  }

  private void run() {
    try {
      while (!closed.await(pace.pause().toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          round();
        } catch (StoreException e) {
          LOG.log(System.Logger.Level.WARNING, "No checkpoint for witnesses: {0}", e.sentence());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try (Snapshot now = ledger.get()) {
      Note note = noteOf(Bytes.ofOwned(now.checkpoint().getBytes(StandardCharsets.UTF_8)));
      Note known = cosigned.filter(last -> last.text().equals(note.text())).orElse(note);
      for (Waiting each : witnesses) {
        boolean has = known.signatures().stream().anyMatch(each.client.witness().key()::names);
        if (!has && System.nanoTime() - each.notBeforeNanos >= 0) {
          known = asked(each, known, now);
        }
      }
      troubles = troubled(false);
      contradictions = troubled(true);
    }
  }

  private List<String> troubled(boolean contradicted) {
    return witnesses.stream()
        .filter(each -> each.contradicted || !contradicted)
        .flatMap(each -> each.trouble.stream())
        .toList();
  }

  private static Note noteOf(Bytes stored) {
    try {
      return Note.decode(stored);
    } catch (NoteException e) {
      throw new IllegalStateException("the stored checkpoint is damaged: " + e.sentence(), e);
    }
  }

  private Note asked(Waiting each, Note note, Snapshot now) throws InterruptedException {
    return switch (each.client.ask(note, now.tiles())) {
      case Asked.Cosigned(List<NoteSignature> signatures) -> {
        each.failures = 0;
        each.notBeforeNanos = System.nanoTime();
        each.trouble = Optional.empty();
        each.contradicted = false;
        Note more = note;
        for (NoteSignature signature : signatures) {
          more = more.with(signature);
        }
        cosigned = Optional.of(more);
        memory.keep(more.encode());
        yield more;
      }
      case Asked.Failed(String sentence) -> {
        wait(each, sentence, false);
        yield note;
      }
      case Asked.Contradicted(String sentence) -> {
        wait(each, sentence, true);
        yield note;
      }
    };
  }

  private void wait(Waiting each, String sentence, boolean contradicted) {
    if (closed.getCount() == 0) {
      return;
    }
    each.contradicted = contradicted;
    if (!each.trouble.equals(Optional.of(sentence))) {
      LOG.log(System.Logger.Level.WARNING, "{0}", sentence);
    }
    each.trouble = Optional.of(sentence);
    long pauses = 1L << Math.min(each.failures, FAILURES_DOUBLED_MAX);
    each.failures++;
    each.notBeforeNanos = System.nanoTime() + pauses * pace.pause().toNanos();
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    http.shutdownNow();
  }
}
