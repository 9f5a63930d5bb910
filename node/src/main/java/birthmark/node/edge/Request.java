package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A request as handlers see it.
 *
 * @param method GET or another
 * @param scheme http or https
 * @param rawPath the path as sent
 * @param rawQuery the query as sent, without the question mark; empty where there is none
 * @param fields the header fields in order
 * @param named the steps of the path that the route names
 * @param body the body, to be read once
 * @param peer the other end
 * @param certificate what the other end showed over TLS, having proven that it holds the key
 */
record Request(
    String method,
    String scheme,
    String rawPath,
    String rawQuery,
    List<Field> fields,
    Map<String, String> named,
    Body body,
    InetAddress peer,
    Optional<X509Certificate> certificate) {
  private static final int SHOWN = 80;
  private static final int ID_LENGTH = 32;

  /** A body on its way. */
  interface Body {
    /**
     * All of it.
     *
     * @throws ProblemException if it is longer than {@code max} or does not arrive in time
     */
    Bytes read(int max);
  }

  /** A request over a connection without a client's certificate. */
  Request(
      String method,
      String scheme,
      String rawPath,
      String rawQuery,
      List<Field> fields,
      Map<String, String> named,
      Body body,
      InetAddress peer) {
    this(method, scheme, rawPath, rawQuery, fields, named, body, peer, Optional.empty());
  }

  /** Keeps copies. */
  Request {
    fields = List.copyOf(fields);
    named = Map.copyOf(named);
  }

  Request named(Map<String, String> steps) {
    return new Request(method, scheme, rawPath, rawQuery, fields, steps, body, peer, certificate);
  }

  /** The values of the header field {@code name}, in order. */
  List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /** The value of the header field {@code name}, several being joined by commas. */
  Optional<String> value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  /** The step of the path called {@code name}. */
  String step(String name) {
    String value = named.get(name);
    if (value == null) {
      throw new IllegalStateException("the route names no step " + name);
    }
    return value;
  }

  /** The id that the step called {@code name} is. */
  Bytes idStep(String name) {
    return id(name, step(name));
  }

  /** The key id that the step called {@code name} is. */
  KeyId keyStep(String name) {
    return new KeyId(idStep(name));
  }

  private static Bytes id(String name, String text) {
    boolean hex =
        text.length() == 2 * ID_LENGTH
            && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (!hex) {
      throw malformed(name, "is 64 hexadecimal digits in lower case", text);
    }
    return Bytes.fromHex(text);
  }

  /**
   * The query's parameters by name.
   *
   * @throws ProblemException if one is there twice
   */
  SequencedMap<String, String> query() {
    SequencedMap<String, String> query = new LinkedHashMap<>();
    if (rawQuery.isEmpty()) {
      return query;
    }
    for (String part : rawQuery.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = Percent.decode(equals < 0 ? part : part.substring(0, equals), true);
      String value = equals < 0 ? "" : Percent.decode(part.substring(equals + 1), true);
      if (query.put(name, value) != null) {
        throw malformed(name, "is given twice", value);
      }
    }
    return query;
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query().get(name));
  }

  String required(String name) {
    return parameter(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    HttpFault.MALFORMED, "The parameter '" + name + "' is missing in the query."));
  }

  /** The whole number called {@code name}, {@code otherwise} if it is not given. */
  long whole(String name, long min, long max, long otherwise) {
    Optional<String> text = parameter(name);
    return text.isEmpty() ? otherwise : parsedWhole(name, text.get(), min, max);
  }

  /** The whole number called {@code name}. */
  long requiredWhole(String name, long min, long max) {
    return parsedWhole(name, required(name), min, max);
  }

  private static long parsedWhole(String name, String text, long min, long max) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits && text.length() <= 19) {
      BigInteger value = new BigInteger(text);
      if (value.bitLength() < Long.SIZE
          && value.longValueExact() >= min
          && value.longValueExact() <= max) {
        return value.longValueExact();
      }
    }
    throw malformed(name, "is a whole number from " + min + " to " + max, text);
  }

  Optional<Bytes> id(String name) {
    return parameter(name).map(text -> id(name, text));
  }

  KeyId requiredKey(String name) {
    return new KeyId(id(name, required(name)));
  }

  Timestamp requiredTime(String name) {
    String text = required(name);
    try {
      return Timestamp.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed(name, "is a time such as 2026-11-22T00:42:43.123Z", text);
    }
  }

  static ProblemException malformed(String name, String what, String found) {
    String shown = found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found;
    return new ProblemException(
        HttpFault.MALFORMED, "'" + name + "' " + what + ", not '" + shown + "'.");
  }

  /** The host and port asked, as RFC 9421 §2.2.3 has them: lower case, no default port. */
  String authority() {
    String host = value("host").orElse("").toLowerCase(Locale.ROOT);
    String defaultPort = scheme.equals("https") ? ":443" : ":80";
    return host.endsWith(defaultPort)
        ? host.substring(0, host.length() - defaultPort.length())
        : host;
  }
}
