package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * CBOR from the diagnostic notation (RFC 8949, section 8) that the examples of RFC 9711 are written
 * in: integers, text, octets, arrays, maps in the order given, true, tags and comments.
 */
final class Diagnostic {
  private final String text;
  private int position;

  private Diagnostic(String text) {
    // Comments stand between slashes; no string of the examples holds one but in a comment.
    this.text = text.replaceAll("(?s)/[^/]*/", " ");
  }

  static Bytes encode(String text) {
    Diagnostic diagnostic = new Diagnostic(text);
    Bytes item = diagnostic.item();
    diagnostic.space();
    if (diagnostic.position != diagnostic.text.length()) {
      throw new IllegalArgumentException(
          "not read: " + diagnostic.text.substring(diagnostic.position));
    }
    return item;
  }

  private void space() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private boolean eat(String token) {
    space();
    if (text.startsWith(token, position)) {
      position += token.length();
      return true;
    }
    return false;
  }

  private String until(char end) {
    int stop = text.indexOf(end, position);
    String found = text.substring(position, stop);
    position = stop + 1;
    return found;
  }

  private Bytes item() {
    if (eat("{")) {
      return container(0xa0, "}", 2);
    }
    if (eat("[")) {
      return container(0x80, "]", 1);
    }
    if (eat("h'")) {
      return new CborWriter().bytes(Bytes.fromHex(until('\'').replaceAll("\\s", ""))).toBytes();
    }
    if (eat("\"")) {
      return new CborWriter().text(until('"')).toBytes();
    }
    if (eat("true")) {
      return new CborWriter().bool(true).toBytes();
    }
    int start = position;
    while (position < text.length() && "-0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    long number = Long.parseLong(text.substring(start, position));
    if (!eat("(")) {
      return new CborWriter().integer(number).toBytes();
    }
    Bytes tagged = item();
    if (!eat(")")) {
      throw new IllegalArgumentException("a tag must end");
    }
    return new CborWriter().tag(number).raw(tagged).toBytes();
  }

  private Bytes container(int head, String end, int itemsEach) {
    List<Bytes> items = new ArrayList<>();
    while (!eat(end)) {
      items.add(item());
      if (itemsEach == 2 && items.size() % 2 == 1 && !eat(":")) {
        throw new IllegalArgumentException("a key must have a value");
      }
      eat(",");
    }
    Bytes encoded = Bytes.copyOf(new byte[] {(byte) (head | items.size() / itemsEach)});
    for (Bytes item : items) {
      encoded = encoded.concat(item);
    }
    return encoded;
  }
}
