package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.Names;
import birthmark.contracts.things.Identifier;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import picocli.CommandLine.Model.CommandSpec;

/** Identifiers as they are printed on a thing, blinded under the maker's secret if it gives one. */
final class BirthSupplement implements Supplement {
  private static final List<String> IDENTIFIERS = List.of("certificate", "identifiers");
  private static final String SECRET = "--secret";
  private static final int SECRET_MIN = 16;
  private static final int SECRET_MAX = 4_096;

  @Override
  public List<List<String>> supplied() {
    return List.of();
  }

  @Override
  public void addOptions(CommandSpec spec) {
    for (Identifier.Kind kind : Identifier.Kind.values()) {
      if (kind != Identifier.Kind.OTHER) {
        CommonOptions.text(spec, true, option(kind), "TEXT", "An identifier: " + about(kind));
      }
    }
    CommonOptions.text(
        spec,
        true,
        SECRET,
        "FILE",
        "Your secret, 16 octets or more: of what the options above say only tokens under it go on"
            + " the ledger.");
  }

  private static String option(Identifier.Kind kind) {
    return "--" + Names.kebab(kind.name());
  }

  private static String about(Identifier.Kind kind) {
    return switch (kind) {
      case SERIAL -> "its serial number.";
      case SGTIN -> "GTIN and serial number, as (01)09506000134352(21)A1.";
      case DIGITAL_LINK -> "what its QR code holds, as https://id.example/01/09506000134352/21/A1.";
      case MAC -> "its MAC address.";
      case IMEI -> "its IMEI.";
      case OTHER -> "anything else.";
    };
  }

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    Optional<String> secret = invocation.option(SECRET);
    List<Json> identifiers = new ArrayList<>();
    for (Identifier.Kind kind : Identifier.Kind.values()) {
      Optional<String> text = invocation.option(option(kind));
      if (text.isPresent()) {
        identifiers.add(
            secret.isPresent()
                ? blinded(kind, text.get(), Path.of(secret.get()))
                : Json.object()
                    .put("type", "public")
                    .put("kind", Names.kebab(kind.name()))
                    .put("text", text.get())
                    .build());
      }
    }
    Json.Obj certificate =
        typed.member(IDENTIFIERS.getFirst()).orElse(new Json.Null()) instanceof Json.Obj object
            ? object
            : new Json.Obj(List.of());
    if (certificate.member(IDENTIFIERS.getLast()).orElse(new Json.Null())
        instanceof Json.Arr before) {
      identifiers.addAll(0, before.elements());
    }
    return Fields.with(typed, IDENTIFIERS, new Json.Arr(identifiers));
  }

  private static Json blinded(Identifier.Kind kind, String text, Path file) throws ClientException {
    return Json.object()
        .put("type", "blinded")
        .put("kind", Names.kebab(kind.name()))
        .put("token", token(kind, text, file).hex())
        .build();
  }

  /** The token of an identifier: HMAC-SHA-256 of its canonical form under the secret in a file. */
  static Bytes token(Identifier.Kind kind, String text, Path file) throws ClientException {
    Bytes secret = secret(file);
    try {
      return token(kind, text, secret);
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(option(kind) + ": " + e.getMessage(), "Correct that.").because(e);
    }
  }

  /** The secret in {@code file}. */
  static Bytes secret(Path file) throws ClientException {
    Bytes secret = ProofFolder.read(file, SECRET_MAX);
    if (secret.length() < SECRET_MIN) {
      throw ClientException.local(
          "the secret in " + file + " has fewer than " + SECRET_MIN + " octets",
          "Make one that nobody can guess: head -c 32 /dev/urandom > FILE.");
    }
    return secret;
  }

  /**
   * The token under {@code secret}.
   *
   * @throws IllegalArgumentException if {@code text} is none of that kind
   */
  static Bytes token(Identifier.Kind kind, String text, Bytes secret) {
    String canonical = Identifier.canonical(kind, text);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.unsafe(), "HmacSHA256"));
      return Bytes.ofOwned(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
    }
  }
}
