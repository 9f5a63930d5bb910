package birthmark.cbor;

import java.util.HexFormat;
import java.util.List;

/** Diagnostic notation (RFC 8949 §8): CBOR as people read it, on one line. */
public final class Diagnostic {
  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder out = new StringBuilder();

  private Diagnostic() {}

  /** {@code item} in diagnostic notation, without encoding indicators. */
  public static String of(CborItem item) {
    Diagnostic diagnostic = new Diagnostic();
    diagnostic.write(item);
    return diagnostic.out.toString();
  }

  private void write(CborItem item) {
    switch (item) {
      case CborItem.Unsigned n -> out.append(Long.toUnsignedString(n.bits()));
      case CborItem.Negative n -> out.append(negative(n.bits()));
      case CborItem.ByteString bytes -> out.append("h'").append(bytes.value().hex()).append('\'');
      case CborItem.TextString text -> quoted(text.value());
      case CborItem.Array array -> array(array.items());
      case CborItem.Map map -> map(map.entries());
      case CborItem.Tagged tagged -> {
        out.append(Long.toUnsignedString(tagged.number())).append('(');
        write(tagged.content());
        out.append(')');
      }
      case CborItem.Simple simple -> out.append(simple(simple.value()));
      case CborItem.FloatingPoint number -> out.append(Floats.text(Floats.widen(number)));
    }
  }

  /** -1 - n of the unsigned n, whose successor does not fit where n is the largest. */
  private static String negative(long bits) {
    return bits == -1 ? "-18446744073709551616" : "-" + Long.toUnsignedString(bits + 1);
  }

  private void array(List<CborItem> items) {
    out.append('[');
    String separator = "";
    for (CborItem item : items) {
      out.append(separator);
      write(item);
      separator = ", ";
    }
    out.append(']');
  }

  private void map(List<CborItem.Entry> entries) {
    out.append('{');
    String separator = "";
    for (CborItem.Entry entry : entries) {
      out.append(separator);
      write(entry.key());
      out.append(": ");
      write(entry.value());
      separator = ", ";
    }
    out.append('}');
  }

  private static String simple(int value) {
    return switch (value) {
      case 20 -> "false";
      case 21 -> "true";
      case 22 -> "null";
      case 23 -> "undefined";
      default -> "simple(" + value + ")";
    };
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f) {
        // What a terminal would act on is shown, not sent.
        out.append("\\u00").append(HEX.toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
