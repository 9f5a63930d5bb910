package birthmark.proof;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * A text and signatures over it (C2SP signed-note).
 *
 * @param text the signed text, which ends with a newline
 * @param signatures 1 to 64 signatures; whose they are is for {@link NoteKey} to say
 */
public record Note(String text, List<NoteSignature> signatures) {
  /** The most octets in a note. */
  public static final int MAX_LENGTH = 100_000;

  /** The most signatures in a note. */
  public static final int MAX_SIGNATURES = 64;

  /** Checks the form of the text and the number of signatures. */
  public Note {
    signatures = List.copyOf(signatures);
    NoteText.decode(NoteText.utf8(text));
    if (!text.endsWith("\n")) {
      throw new NoteException("the text of a note ends with a newline");
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new NoteException(
          "a note has 1 to " + MAX_SIGNATURES + " signatures, not " + signatures.size());
    }
  }

  /** The note as it is stored and sent, in UTF-8. */
  public Bytes encode() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()).append('\n'));
    return NoteText.utf8(note.toString());
  }

  /** This note with one signature more. */
  public Note with(NoteSignature signature) {
    List<NoteSignature> more = new ArrayList<>(signatures);
    more.add(signature);
    return new Note(text, more);
  }

  /**
   * The note that {@code octets} encode.
   *
   * @throws NoteException if they are not a signed note in form
   */
  public static Note decode(Bytes octets) {
    if (octets.length() > MAX_LENGTH) {
      throw new NoteException("a note has at most " + MAX_LENGTH + " octets");
    }
    String note = NoteText.decode(octets);
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n") || blank + 2 >= note.length()) {
      throw new NoteException("a note is a text, a blank line, and lines with signatures");
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (int at = blank + 2; at < note.length(); ) {
      if (signatures.size() == MAX_SIGNATURES) {
        throw new NoteException("a note has at most " + MAX_SIGNATURES + " signatures");
      }
      int end = note.indexOf('\n', at);
      signatures.add(NoteSignature.parse(note.substring(at, end)));
      at = end + 1;
    }
    return new Note(note.substring(0, blank + 1), signatures);
  }
}
