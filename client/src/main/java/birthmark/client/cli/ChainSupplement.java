package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.json.Json;
import birthmark.x509.X509Certificate;
import birthmark.x509.X509Exception;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A certificate, its authority and that one's key, which follow from a file with the chain: the
 * certificate itself first, then that of its issuer.
 *
 * @param issued whether somebody else issued the certificate
 */
record ChainSupplement(boolean issued) implements Supplement {
  static final String CHAIN = "--chain";

  private static final int FILE_MAX = 60_000;
  private static final List<String> CERTIFICATE = List.of("certificate");
  private static final List<String> AUTHORITY = List.of("authority");
  private static final List<String> KEY = List.of("key");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

  @Override
  public List<List<String>> supplied() {
    return issued ? List.of(CERTIFICATE, AUTHORITY, KEY) : List.of(CERTIFICATE);
  }

  @Override
  public void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        CHAIN,
        "FILE",
        issued
            ? "The certificate and behind it its issuer's, in PEM: instead of the three."
            : "The certificate in PEM or DER: instead of it.");
  }

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    Optional<String> file = invocation.option(CHAIN);
    if (file.isEmpty()) {
      return typed;
    }
    List<X509Certificate> chain = read(Path.of(file.get()));
    Json.Obj json = Fields.with(typed, CERTIFICATE, hex(chain.getFirst().der()));
    if (!issued) {
      return json;
    }
    if (chain.size() < 2) {
      throw ClientException.usage(
          file.get() + " holds one certificate",
          "Put the certificate of its issuer behind it: cat device.pem issuer.pem > chain.pem.");
    }
    X509Certificate issuer = chain.get(1);
    json = Fields.with(json, AUTHORITY, hex(issuer.digest()));
    return Fields.with(json, KEY, hex(issuer.key().encode()));
  }

  private static Json hex(Bytes octets) {
    return new Json.Text(octets.hex());
  }

  /** The certificates in a file: one in DER, or several in PEM (RFC 7468). */
  static List<X509Certificate> read(Path file) throws ClientException {
    Bytes octets = ProofFolder.read(file, FILE_MAX);
    List<X509Certificate> found = new ArrayList<>();
    try {
      Matcher each = PEM.matcher(new String(octets.unsafe(), StandardCharsets.ISO_8859_1));
      while (each.find()) {
        byte[] der = Base64.getMimeDecoder().decode(each.group(1));
        found.add(X509Certificate.parse(Bytes.ofOwned(der)));
      }
      if (found.isEmpty()) {
        found.add(X509Certificate.parse(octets));
      }
      return found;
    } catch (X509Exception e) {
      throw ClientException.local(
              file + ", certificate " + (found.size() + 1) + ": " + e.getMessage(),
              "Give certificates in PEM or one in DER, with keys on P-256, Ed25519 or ML-DSA-65.")
          .because(e);
    } catch (IllegalArgumentException e) {
      throw ClientException.local(
              file + ", certificate " + (found.size() + 1) + ", is no PEM: " + e.getMessage(),
              "Have it written anew: openssl x509 -in FILE.")
          .because(e);
    }
  }
}
