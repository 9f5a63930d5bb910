package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.LogProof;
import birthmark.merkle.TilePath;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.nio.file.Path;

/** The log of a ledger of notes: how it grows and is mirrored. */
public final class NotesLog {
  private NotesLog() {}

  /** Adds blocks of one note each, whose texts begin with {@code text}. */
  public static void grow(NotesLedger ledger, int from, int blocks, String text) {
    SigningKey author = ledger.founders().get(1);
    for (int i = from; i < from + blocks; i++) {
      Notes.Pin pin = new Notes.Pin(new Notes.Title("note " + i), text);
      ledger.block(ledger.sign(author, i + 1, pin));
    }
  }

  static Genesis genesis(NotesLedger ledger) {
    return ledger.machine().genesis();
  }

  static Note note(NotesLedger ledger, long size) {
    return note(ledger, size, ledger.founders().getFirst());
  }

  static Note note(NotesLedger ledger, long size, SigningKey key) {
    String name = genesis(ledger).name();
    return CheckpointSigner.of(name, key)
        .note(new Checkpoint(name, size, LogProof.root(ledger.ledger().tiles(), size)));
  }

  static long size(NotesLedger ledger) {
    return ledger.ledger().tip().log().size();
  }

  static Bytes bundle(NotesLedger ledger, TilePath path) {
    int first = (int) path.index() * 256;
    return new EntryBundle(ledger.ledger().entries().subList(first, first + path.width())).encode();
  }

  /** Copies the log into {@code to}. */
  public static void mirror(NotesLedger ledger, Path to) throws ClientException {
    new LogMirror(to).copy(note(ledger, size(ledger)), path -> bundle(ledger, path));
  }
}
