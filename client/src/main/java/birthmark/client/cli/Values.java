package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.codec.Shape;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person types for a value, as the JSON that the value's codec reads.
 *
 * <p>Octets are hexadecimal, or {@code @FILE}: for a digest the file's SHA-256, else its octets.
 * Where a key or a key's thumbprint is wanted the name of one of the user's keys will do. Times may
 * be relative. Records are JSON, {@code @FILE} with JSON in it, or {@code field=value,…}, after
 * {@code name:} where there are several to choose from.
 */
final class Values {
  /** The most octets of a file given as a value: none fits into a statement that is larger. */
  private static final int FILE_MAX = 60_000;

  private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})+");
  private static final Pattern RELATIVE = Pattern.compile("([+-])([0-9]{1,9})([smhdw])");
  private static final Pattern CASE = Pattern.compile("([a-z][a-z0-9-]*):(.*)", Pattern.DOTALL);

  private final Home home;
  private final Instant now;

  /** Values typed at {@code now} by a user with the keys of {@code home}. */
  Values(Home home, Instant now) {
    this.home = home;
    this.now = now;
  }

  /**
   * The JSON of what was typed for a value of {@code shape}.
   *
   * @param name what the value is called: an entry of a key file of that name is the one meant
   * @throws ClientException saying how to write it
   */
  Json read(Shape shape, String name, String text) throws ClientException {
    return switch (shape) {
      case Shape.Whole _ -> whole(text);
      case Shape.Flag _ -> flag(text);
      case Shape.Moment _ -> new Json.Text(moment(text).toString());
      case Shape.Text _ -> new Json.Text(text);
      case Shape.Octets octets -> new Json.Text(octets(octets, name, text).hex());
      case Shape.Choice choice -> choice(choice, text);
      case Shape.Maybe maybe -> read(maybe.value(), name, text);
      case Shape.Wrapped wrapped -> read(wrapped.value(), name, text);
      case Shape.Many many -> many(many, name, text);
      case Shape.Product product -> product(product, text);
      case Shape.Sum sum -> sum(sum, text);
    };
  }

  private static Json whole(String text) throws ClientException {
    if (text.isEmpty() || text.length() > 19 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw unfit("is a whole number from 0 on, not '" + text + "'");
    }
    try {
      return new Json.Int(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw unfit("is at most " + Long.MAX_VALUE).because(e);
    }
  }

  private static Json flag(String text) throws ClientException {
    return switch (text) {
      case "true", "yes" -> new Json.Bool(true);
      case "false", "no" -> new Json.Bool(false);
      default -> throw unfit("is true or false, not '" + text + "'");
    };
  }

  private static Json choice(Shape.Choice choice, String text) throws ClientException {
    if (!choice.names().contains(text)) {
      throw unfit("is one of " + String.join(", ", choice.names()) + ", not '" + text + "'");
    }
    return new Json.Text(text);
  }

  /** A moment: {@code now}, {@code +30d}, {@code 2026-11-22} or RFC 3339. */
  Timestamp moment(String text) throws ClientException {
    try {
      return new Timestamp(instant(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw unfit(
              "is a time such as 2026-11-22T00:42:43Z, 2026-11-22, now, +30d or -2h, not '"
                  + text
                  + "'")
          .because(e);
    }
  }

  private Instant instant(String text) {
    Matcher relative = RELATIVE.matcher(text);
    if (text.equals("now")) {
      return now;
    }
    if (relative.matches()) {
      long seconds = Long.parseLong(relative.group(2)) * seconds(relative.group(3));
      return now.plusSeconds(relative.group(1).equals("+") ? seconds : -seconds);
    }
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    return OffsetDateTime.parse(text).toInstant();
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3_600;
      case "d" -> 86_400;
      case "w" -> 7 * 86_400;
      default -> throw new IllegalArgumentException("no unit of time: " + unit);
    };
  }

  private Bytes octets(Shape.Octets shape, String name, String text) throws ClientException {
    return switch (shape.what()) {
      case "key" -> publicKey(name, text);
      case "key id" -> digest(text);
      default -> shape.min() == 32 && shape.max() == 32 ? digest(text) : plain(text);
    };
  }

  private static Bytes plain(String text) throws ClientException {
    if (text.startsWith("@")) {
      return file(text.substring(1));
    }
    if (!HEX.matcher(text).matches()) {
      throw unfit("is octets in hexadecimal, or @FILE for those of a file, not '" + text + "'");
    }
    return Bytes.fromHex(text);
  }

  /** An id or a digest: 64 hexadecimal digits, a file's, or that of one of the user's keys. */
  Bytes digest(String text) throws ClientException {
    String hex = text.startsWith("sha256:") ? text.substring(7) : text;
    if (hex.length() == 64 && HEX.matcher(hex).matches()) {
      return Bytes.fromHex(hex);
    }
    if (text.startsWith("@")) {
      return sha256(Path.of(text.substring(1)));
    }
    Optional<KeyFile> key = ownKey(text);
    if (key.isPresent()) {
      return key.get().publicKey().thumbprint().value();
    }
    throw unfit(
        "is 64 hexadecimal digits, @FILE for a file's SHA-256, or the name of a key of yours, not '"
            + text
            + "'");
  }

  /** The SHA-256 of a file of any size. */
  static Bytes sha256(Path file) throws ClientException {
    byte[] part = new byte[1 << 16];
    Sha256 digest = new Sha256();
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        digest.add(part, 0, length);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return Bytes.ofOwned(digest.digest());
  }

  private Bytes publicKey(String name, String text) throws ClientException {
    int hash = text.lastIndexOf('#');
    String entry = hash < 0 ? name : text.substring(hash + 1);
    Optional<KeyFile> own = ownKey(hash < 0 ? text : text.substring(0, hash));
    if (own.isPresent()) {
      return key(own.get(), entry, hash >= 0).encode();
    }
    if (hash >= 0 || !HEX.matcher(text).matches()) {
      throw unfit(
          "is the name of a key of yours ('birthmark key list'), a key file, or a COSE_Key in"
              + " hexadecimal, not '"
              + text
              + "'");
    }
    return Bytes.fromHex(text);
  }

  private static CoseKey key(KeyFile file, String entry, boolean explicit) throws ClientException {
    if (entry.equals(KeyFile.AGREEMENT)) {
      Optional<CoseKey> agreement = file.agreementKey();
      if (agreement.isEmpty()) {
        throw unfit(
            "needs a key that agrees, and "
                + file.path()
                + " has none: 'birthmark key new NAME --agreement' makes both");
      }
      return agreement.get();
    }
    if (explicit && !entry.equals(KeyFile.SIGNING)) {
      throw unfit("has #" + KeyFile.SIGNING + " or #" + KeyFile.AGREEMENT + ", not #" + entry);
    }
    return file.publicKey();
  }

  /** The key file that a user means, if there is one of that name. */
  private Optional<KeyFile> ownKey(String nameOrFile) throws ClientException {
    try {
      return Files.exists(home.keyPath(nameOrFile))
          ? Optional.of(home.key(nameOrFile))
          : Optional.empty();
    } catch (ClientException e) {
      if (e.kind() == ClientException.Kind.USAGE) {
        return Optional.empty(); // no name that a key could have
      }
      throw e;
    }
  }

  private Json many(Shape.Many many, String name, String text) throws ClientException {
    if (text.startsWith("[")) {
      return json(text);
    }
    if (text.startsWith("@") && composite(many.element())) {
      return json(text);
    }
    List<Json> elements = new ArrayList<>();
    elements.add(read(many.element(), name, text));
    return new Json.Arr(elements);
  }

  private static boolean composite(Shape shape) {
    return switch (shape) {
      case Shape.Product _, Shape.Sum _ -> true;
      case Shape.Wrapped wrapped -> composite(wrapped.value());
      case Shape.Maybe maybe -> composite(maybe.value());
      default -> false;
    };
  }

  private Json product(Shape.Product product, String text) throws ClientException {
    if (text.startsWith("{") || text.startsWith("@")) {
      return json(text);
    }
    Json.ObjectBuilder object = Json.object();
    fields(object, product, text);
    return object.build();
  }

  private Json sum(Shape.Sum sum, String text) throws ClientException {
    if (text.startsWith("{") || text.startsWith("@")) {
      return json(text);
    }
    Matcher named = CASE.matcher(text);
    if (named.matches()) {
      for (Shape.Case each : sum.cases()) {
        if (each.record().name().equals(named.group(1))) {
          Json.ObjectBuilder object = Json.object().put("type", each.record().name());
          fields(object, each.record(), named.group(2));
          return object.build();
        }
      }
    }
    throw unfit("is JSON, or one of " + String.join(", ", forms(sum)) + ", not '" + text + "'");
  }

  /** How the records of {@code sum} are written without JSON. */
  static List<String> forms(Shape.Sum sum) {
    return sum.cases().stream()
        .map(
            each ->
                each.record().name()
                    + ":"
                    + String.join(",", each.record().fields().stream().map(Values::form).toList()))
        .toList();
  }

  /** How a field is written. */
  static String form(Shape.Field field) {
    return field.name()
        + "="
        + (field.shape() instanceof Shape.Choice choice ? String.join("|", choice.names()) : "…");
  }

  private void fields(Json.ObjectBuilder object, Shape.Product product, String text)
      throws ClientException {
    if (text.isEmpty()) {
      return;
    }
    // The last field takes what is left, commas and all: it is most often a text.
    List<Shape.Field> fields = product.fields();
    String rest = text;
    while (!rest.isEmpty()) {
      Optional<Shape.Field> field = Optional.empty();
      for (Shape.Field each : fields) {
        if (rest.startsWith(each.name() + "=")) {
          field = Optional.of(each);
        }
      }
      if (field.isEmpty()) {
        throw unfit(
            "has the fields "
                + String.join(", ", fields.stream().map(Shape.Field::name).toList())
                + ", written as field=value and parted by commas, not '"
                + rest
                + "'");
      }
      rest = rest.substring(field.get().name().length() + 1);
      int end = next(fields, rest);
      String value = rest.substring(0, end);
      rest = end == rest.length() ? "" : rest.substring(end + 1);
      try {
        object.put(field.get().name(), read(field.get().shape(), field.get().name(), value));
      } catch (IllegalStateException e) {
        throw unfit("has " + field.get().name() + " twice").because(e);
      }
    }
  }

  /** Where the next field starts: at a comma before the name of one. */
  private static int next(List<Shape.Field> fields, String text) {
    for (int at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) {
      for (Shape.Field each : fields) {
        if (text.startsWith(each.name() + "=", at + 1)) {
          return at;
        }
      }
    }
    return text.length();
  }

  private static Json json(String text) throws ClientException {
    try {
      return text.startsWith("@")
          ? JsonReader.read(file(text.substring(1)))
          : JsonReader.read(text);
    } catch (JsonException e) {
      throw unfit("is not the JSON that it looks like: " + e.getMessage()).because(e);
    }
  }

  /** The octets of a file that is to become part of a statement. */
  static Bytes file(String name) throws ClientException {
    Path file = Path.of(name);
    try {
      if (Files.size(file) > FILE_MAX) {
        throw ClientException.usage(
            file + " has " + Files.size(file) + " octets, more than a statement may have",
            "Give its SHA-256 where a digest is wanted; otherwise make it smaller than "
                + FILE_MAX
                + " octets.");
      }
      return Bytes.ofOwned(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What a user is told where a file cannot be read. */
  static ClientException unreadable(Path file, IOException cause) {
    return ClientException.local(
            "the file " + file + " cannot be read", "Check its name and that you may read it.")
        .because(cause);
  }

  private static ClientException unfit(String what) {
    return ClientException.usage(what, "");
  }
}
