package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.x509.X509Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Real makers' certificates among the shared data. */
public final class CertificateFiles {
  private CertificateFiles() {}

  /** The octets of the certificate in PEM text (RFC 7468). */
  public static Bytes octets(Path file) {
    try {
      String text = Files.readString(file);
      String base64 = text.substring(text.indexOf("-----BEGIN CERTIFICATE-----") + 27);
      return Bytes.ofOwned(
          Base64.getMimeDecoder().decode(base64.substring(0, base64.indexOf("-----END"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate in the PEM file {@code relative} below {@code 11-device-id}. */
  public static X509Certificate of(String relative) {
    return X509Certificate.parse(octets(SharedData.file("11-device-id/" + relative)));
  }

  /** The files with PEM text in a folder below {@code 11-device-id}, by their names without end. */
  public static SortedMap<String, Path> in(String folder) {
    SortedMap<String, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(SharedData.file("11-device-id/" + folder))) {
      files
          .filter(file -> file.toString().endsWith(".pem"))
          .forEach(file -> found.put(file.getFileName().toString().replace(".pem", ""), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
