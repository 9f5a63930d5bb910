package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log was at one time (C2SP tlog-checkpoint).
 *
 * @param origin which log it is, not empty
 * @param size how many entries it had, from 0
 * @param root the root of the log tree over them, 32 octets
 * @param extensions lines that mean nothing here; not empty
 */
public record Checkpoint(String origin, long size, Bytes root, List<String> extensions) {
  /** The most extension lines. */
  public static final int MAX_EXTENSIONS = 16;

  /** Checks the ranges above. */
  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (extensions.size() > MAX_EXTENSIONS) {
      throw new NoteException("a checkpoint has at most " + MAX_EXTENSIONS + " extension lines");
    }
    checkLine(origin, "origin");
    extensions.forEach(line -> checkLine(line, "extension line"));
    if (size < 0) {
      throw new NoteException("a checkpoint's size is not negative");
    }
    if (root.length() != Sha256.LENGTH) {
      throw new NoteException("a checkpoint's root has 32 octets, not " + root.length());
    }
  }

  /** A checkpoint without extension lines. */
  public Checkpoint(String origin, long size, Bytes root) {
    this(origin, size, root, List.of());
  }

  private static void checkLine(String line, String what) {
    if (line.isEmpty() || line.indexOf('\n') >= 0) {
      throw new NoteException("a checkpoint's " + what + " is one line and not empty");
    }
    NoteText.decode(NoteText.utf8(line));
  }

  /** The text that is signed. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n');
    text.append(NoteText.base64(root)).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /**
   * The checkpoint that {@code text} is.
   *
   * @throws NoteException if it is not a checkpoint in form
   */
  public static Checkpoint parse(String text) {
    if (!text.endsWith("\n")) {
      throw new NoteException("a checkpoint ends with a newline");
    }
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      if (lines.size() == 3 + MAX_EXTENSIONS) {
        throw new NoteException("a checkpoint has at most " + MAX_EXTENSIONS + " extension lines");
      }
      int end = text.indexOf('\n', at);
      lines.add(text.substring(at, end));
      at = end + 1;
    }
    if (lines.size() < 3) {
      throw new NoteException("a checkpoint has three lines: origin, size and root");
    }
    return new Checkpoint(
        lines.get(0),
        NoteText.decimal(lines.get(1), "a checkpoint's size"),
        NoteText.fromBase64(lines.get(2), "a checkpoint's root"),
        lines.subList(3, lines.size()));
  }

  /** The checkpoint that {@code note} signs. */
  public static Checkpoint of(Note note) {
    return parse(note.text());
  }
}
