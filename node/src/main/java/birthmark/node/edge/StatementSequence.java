package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cose.Sign1;
import java.util.ArrayList;
import java.util.List;

/** Statements one after another: a CBOR sequence (RFC 8742). */
final class StatementSequence {
  /** The most statements in one. */
  static final int STATEMENTS_MAX = 1_000;

  /** The most octets in one. */
  static final int LENGTH_MAX = 4 << 20;

  private StatementSequence() {}

  /**
   * The items of {@code sequence}; whether each is a statement is found out later.
   *
   * @throws ProblemException if it cannot be taken apart
   */
  static List<Bytes> split(Bytes sequence) {
    List<Bytes> items = new ArrayList<>();
    byte[] octets = sequence.unsafe();
    int start = 0;
    while (start < octets.length) {
      if (items.size() == STATEMENTS_MAX) {
        throw new ProblemException(
            HttpFault.TOO_LARGE,
            "The sequence has more than "
                + STATEMENTS_MAX
                + " statements. Nothing of it was submitted; send fewer at once.");
      }
      CborReader in = new CborReader(octets, start, octets.length - start);
      try {
        // Of the form of a COSE_Sign1: [bstr, map, bstr, bstr] under a tag. The map is empty.
        in.tag();
        in.arrayOf(4);
        in.bytes(Sign1.MAX_LENGTH);
        if (in.map(0) != 0) {
          throw malformed(items.size(), start, "its unprotected header is not empty");
        }
        in.bytes(Sign1.MAX_LENGTH);
        in.bytes(Sign1.MAX_LENGTH);
      } catch (CborException e) {
        throw malformed(items.size(), start, String.valueOf(e.getMessage()));
      }
      items.add(sequence.slice(start, in.position()));
      start = in.position();
    }
    if (items.isEmpty()) {
      throw new ProblemException(HttpFault.MALFORMED, "The sequence is empty.");
    }
    return items;
  }

  private static ProblemException malformed(int item, int at, String what) {
    return new ProblemException(
        HttpFault.MALFORMED,
        "Item "
            + item
            + " of the sequence, at octet "
            + at
            + ", is not a COSE_Sign1: "
            + what
            + ". Nothing of the sequence was submitted.");
  }
}
