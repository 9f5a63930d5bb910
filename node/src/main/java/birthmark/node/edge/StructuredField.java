package birthmark.node.edge;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A reader of the structured fields (RFC 8941) that message signatures use: a dictionary whose
 * members are inner lists of strings, or byte sequences.
 */
final class StructuredField {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~:/";

  private final String text;
  private int position;

  private StructuredField(String text) {
    this.text = text;
  }

  /** A field that is not written as it should be. */
  static final class MalformedFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFieldException(String what) {
      super(what, null, false, false);
    }
  }

  /** A value without parts. */
  sealed interface Item {
    /** The value as a field has it. */
    String serialized();
  }

  /** Text in quotes. */
  record Text(String value) implements Item {
    @Override
    public String serialized() {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /** A whole number. */
  record Whole(long value) implements Item {
    @Override
    public String serialized() {
      return Long.toString(value);
    }
  }

  /** A word without quotes. */
  record Token(String value) implements Item {
    @Override
    public String serialized() {
      return value;
    }
  }

  /** True or false. */
  record Flag(boolean value) implements Item {
    @Override
    public String serialized() {
      return value ? "?1" : "?0";
    }
  }

  /** Octets in Base64 between colons. */
  record Octets(Bytes value) implements Item {
    @Override
    public String serialized() {
      return ":" + Base64.getEncoder().encodeToString(value.unsafe()) + ":";
    }
  }

  /**
   * A list of strings in parentheses with parameters.
   *
   * @param strings the strings in order
   * @param parameters what follows the list
   */
  record InnerList(List<String> strings, SequencedMap<String, Item> parameters) {
    /** The list as a field has it. */
    String serialized() {
      StringBuilder out = new StringBuilder("(");
      for (String string : strings) {
        out.append(out.length() == 1 ? "" : " ").append(new Text(string).serialized());
      }
      out.append(')');
      parameters.forEach(
          (name, value) -> {
            out.append(';').append(name);
            if (!value.equals(new Flag(true))) {
              out.append('=').append(value.serialized());
            }
          });
      return out.toString();
    }
  }

  /** The members of a dictionary of inner lists. */
  static SequencedMap<String, InnerList> innerLists(String text) throws MalformedFieldException {
    return new StructuredField(text).dictionary(StructuredField::innerList);
  }

  /** The members of a dictionary of byte sequences. */
  static SequencedMap<String, Bytes> byteSequences(String text) throws MalformedFieldException {
    return new StructuredField(text).dictionary(StructuredField::byteSequence);
  }

  private interface Member<T> {
    T read(StructuredField in) throws MalformedFieldException;
  }

  private <T> SequencedMap<String, T> dictionary(Member<T> member) throws MalformedFieldException {
    SequencedMap<String, T> members = new LinkedHashMap<>();
    skip(" ");
    while (position < text.length()) {
      String name = key();
      expect('=');
      if (members.put(name, member.read(this)) != null) {
        throw new MalformedFieldException("it has the member " + name + " twice");
      }
      skip(" \t");
      if (position == text.length()) {
        break;
      }
      expect(',');
      skip(" \t");
      if (position == text.length()) {
        throw new MalformedFieldException("it ends with a comma");
      }
    }
    return members;
  }

  private InnerList innerList() throws MalformedFieldException {
    List<String> strings = new ArrayList<>();
    expect('(');
    skip(" ");
    while (peek() != ')') {
      strings.add(string());
      if (peek() == ';') {
        throw new MalformedFieldException(
            "components with parameters of their own are not supported");
      }
      if (peek() != ')' && peek() != ' ') {
        throw new MalformedFieldException("the strings of a list are separated by spaces");
      }
      skip(" ");
    }
    position++;
    return new InnerList(List.copyOf(strings), parameters());
  }

  private Bytes byteSequence() throws MalformedFieldException {
    if (!(item() instanceof Octets octets)) {
      throw new MalformedFieldException("a signature is Base64 between colons");
    }
    if (!parameters().isEmpty()) {
      throw new MalformedFieldException("a signature has no parameters");
    }
    return octets.value();
  }

  private SequencedMap<String, Item> parameters() throws MalformedFieldException {
    SequencedMap<String, Item> parameters = new LinkedHashMap<>();
    while (position < text.length() && peek() == ';') {
      position++;
      skip(" ");
      String name = key();
      Item value = new Flag(true);
      if (position < text.length() && peek() == '=') {
        position++;
        value = item();
      }
      if (parameters.put(name, value) != null) {
        throw new MalformedFieldException("the parameter " + name + " is there twice");
      }
    }
    return parameters;
  }

  private Item item() throws MalformedFieldException {
    char c = peek();
    if (c == '"') {
      return new Text(string());
    }
    if (c == ':') {
      return octets();
    }
    if (c == '?') {
      position++;
      char flag = peek();
      if (flag != '0' && flag != '1') {
        throw new MalformedFieldException("a boolean is ?0 or ?1");
      }
      position++;
      return new Flag(flag == '1');
    }
    if (c == '-' || isDigit(c)) {
      return whole();
    }
    if (isAlpha(c) || c == '*') {
      return token();
    }
    throw new MalformedFieldException("'" + c + "' starts no value");
  }

  private Octets octets() throws MalformedFieldException {
    int end = text.indexOf(':', position + 1);
    if (end < 0) {
      throw new MalformedFieldException("a byte sequence ends with a colon");
    }
    String base64 = text.substring(position + 1, end);
    position = end + 1;
    try {
      return new Octets(Bytes.ofOwned(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw new MalformedFieldException("a byte sequence is Base64 (RFC 4648, section 4)");
    }
  }

  private Whole whole() throws MalformedFieldException {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    int digits = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    // RFC 8941 §3.3.1: at most fifteen digits; decimals have no place here.
    if (position == digits || position - digits > 15) {
      throw new MalformedFieldException("a whole number has one to fifteen digits");
    }
    return new Whole(Long.parseLong(text.substring(start, position)));
  }

  private Token token() {
    int start = position;
    while (position < text.length()
        && (isAlpha(text.charAt(position))
            || isDigit(text.charAt(position))
            || TOKEN_MARKS.indexOf(text.charAt(position)) >= 0)) {
      position++;
    }
    return new Token(text.substring(start, position));
  }

  private String string() throws MalformedFieldException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = peek();
      position++;
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        c = peek();
        position++;
        if (c != '"' && c != '\\') {
          throw new MalformedFieldException("only quotes and backslashes are escaped");
        }
      } else if (c < 0x20 || c >= 0x7f) {
        throw new MalformedFieldException("a string is printable ASCII");
      }
      value.append(c);
    }
  }

  private String key() throws MalformedFieldException {
    int start = position;
    while (position < text.length() && isKey(text.charAt(position), position == start)) {
      position++;
    }
    if (position == start) {
      throw new MalformedFieldException("a name starts with a lower-case letter");
    }
    return text.substring(start, position);
  }

  private static boolean isKey(char c, boolean first) {
    boolean start = (c >= 'a' && c <= 'z') || c == '*';
    return start || (!first && (isDigit(c) || c == '_' || c == '-' || c == '.'));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void skip(String spaces) {
    while (position < text.length() && spaces.indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private char peek() throws MalformedFieldException {
    if (position >= text.length()) {
      throw new MalformedFieldException("it ends too early");
    }
    return text.charAt(position);
  }

  private void expect(char c) throws MalformedFieldException {
    if (peek() != c) {
      throw new MalformedFieldException(
          "'" + c + "' is needed where '" + peek() + "' stands at " + position);
    }
    position++;
  }
}
