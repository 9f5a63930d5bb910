package birthmark.node.witness;

import birthmark.bytes.Bytes;
import birthmark.cose.Signatures;
import birthmark.merkle.LogProof;
import birthmark.merkle.Tiles;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteSignature;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Asks one witness, and remembers what it saw last. For one thread. */
final class WitnessClient {
  private static final int ANSWER_OCTETS_MAX = 16_384;
  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;

  private final Witness witness;
  private final HttpClient http;
  private final Signatures signatures;
  private final Duration timeout;
  private long seen;

  WitnessClient(Witness witness, HttpClient http, Signatures signatures, Duration timeout) {
    this.witness = witness;
    this.http = http;
    this.signatures = signatures;
    this.timeout = timeout;
  }

  /** What came of asking. */
  sealed interface Asked {
    /** The witness cosigned. */
    record Cosigned(List<NoteSignature> signatures) implements Asked {}

    /** It did not answer, or not what the protocol says. */
    record Failed(String sentence) implements Asked {}

    /** It saw another log: this one was rolled back or forked. */
    record Contradicted(String sentence) implements Asked {}
  }

  private record Answer(int status, String body) {}

  Witness witness() {
    return witness;
  }

  /** Asks for a cosignature of {@code note}, a checkpoint of the log that {@code tiles} are of. */
  Asked ask(Note note, Tiles tiles) throws InterruptedException {
    Checkpoint checkpoint = Checkpoint.of(note);
    if (seen > checkpoint.size()) {
      return fewer();
    }
    try {
      Answer answer = send(note, tiles, checkpoint.size());
      if (answer.status == CONFLICT && tellsAnotherSize(answer)) {
        seen = Long.parseLong(answer.body.strip());
        if (seen > checkpoint.size()) {
          return fewer();
        }
        answer = send(note, tiles, checkpoint.size());
      }
      return switch (answer.status) {
        case OK -> cosigned(note, checkpoint, answer.body);
        case CONFLICT, UNPROCESSABLE ->
            contradicted("has seen another log with the same name of " + seen + " entries");
        default -> failed("answered " + answer.status);
      };
    } catch (IOException e) {
      return failed("does not answer (" + e.getClass().getSimpleName() + ")");
    } catch (NoteException e) {
      return failed("answered with no signature: " + e.sentence());
    }
  }

  private boolean tellsAnotherSize(Answer answer) {
    String size = answer.body.strip();
    return size.matches("0|[1-9][0-9]{0,17}") && Long.parseLong(size) != seen;
  }

  private Asked cosigned(Note note, Checkpoint checkpoint, String body) {
    Note answered =
        Note.decode(Bytes.ofOwned((note.text() + "\n" + body).getBytes(StandardCharsets.UTF_8)));
    List<NoteSignature> own = answered.signatures().stream().filter(witness.key()::names).toList();
    if (own.isEmpty() || !witness.key().signed(signatures, answered)) {
      return failed("answered with a signature that is not by the key it is known by");
    }
    seen = checkpoint.size();
    return new Asked.Cosigned(own);
  }

  private Asked fewer() {
    return contradicted("has seen " + seen + " entries of this log, which now has fewer");
  }

  private Asked failed(String what) {
    return new Asked.Failed("The witness " + witness.key().name() + " " + what + ".");
  }

  private Asked contradicted(String what) {
    return new Asked.Contradicted(
        "The witness "
            + witness.key().name()
            + " "
            + what
            + ": it was rolled back or forked. Stop this node and find out from a backup.");
  }

  private Answer send(Note note, Tiles tiles, long size) throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder("old ").append(seen).append('\n');
    if (seen > 0 && seen < size) {
      for (Bytes hash : LogProof.consistency(tiles, seen, size)) {
        body.append(Base64.getEncoder().encodeToString(hash.toByteArray())).append('\n');
      }
    }
    body.append('\n');
    byte[] head = body.toString().getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(witness.addCheckpoint())
            .timeout(timeout)
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Bytes.ofOwned(head).concat(note.encode()).toByteArray()))
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      byte[] octets = in.readNBytes(ANSWER_OCTETS_MAX);
      return new Answer(response.statusCode(), new String(octets, StandardCharsets.UTF_8));
    }
  }
}
