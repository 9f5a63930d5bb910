package birthmark.client.logger;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.contracts.samples.LogFindings;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that a Q-tag logger wrote and signed (Berlinger, format 0.5).
 *
 * <p>Signed are all octets in front of the last line, {@code Sig:}, by ECDSA on P-256. Numbers
 * (both coordinates of the key, r, s) are little-endian, and so the device takes the SHA-256.
 *
 * @param octets all of it
 * @param model what the device is
 * @param serial its number
 * @param firmware the version of its firmware
 * @param lot the lot that its certificate is for
 * @param key its key
 * @param signed SHA-256 of what it signed
 * @param signature its signature, r and s as COSE has them
 * @param findings what it says
 * @param days its history, the newest day first
 * @param excursions its readings in a row that are out of limits
 * @param gaps how many readings have no value
 */
public record LoggerFile(
    Bytes octets,
    String model,
    String serial,
    String firmware,
    String lot,
    CoseKey key,
    Bytes signed,
    Bytes signature,
    LogFindings findings,
    List<Day> days,
    List<Excursion> excursions,
    long gaps) {
  /** The most octets of a file. */
  public static final int OCTETS_MAX = 32 << 20;

  private static final String SIGNATURE_LINE = "\nSig: ";
  private static final int NUMBER = 32;

  /**
   * The file at {@code path}, whoever signed it.
   *
   * @throws ClientException if it is none, with the line that is wrong
   */
  public static LoggerFile read(Path path) throws ClientException {
    return of(path.toString(), ProofFolder.read(path, OCTETS_MAX));
  }

  /** The file that {@code octets} are; {@code name} is what it is called in complaints. */
  public static LoggerFile of(String name, Bytes octets) throws ClientException {
    String text = new String(octets.toByteArray(), StandardCharsets.ISO_8859_1);
    int line = text.lastIndexOf(SIGNATURE_LINE);
    if (line < 0) {
      throw ClientException.usage(
          name + " has no signature of its device", "Take the file as the device wrote it.");
    }
    Bytes signature = numbers(name, "Sig", text.substring(line + SIGNATURE_LINE.length()));
    String said = text.substring(0, line + 1);
    LoggerText read = LoggerText.read(name, said);
    Bytes point = numbers(name, "Cert/Public Key", read.value("Cert/Public Key"));
    try {
      return new LoggerFile(
          octets,
          read.value("Device"),
          read.value("Conf/Serial"),
          read.value("Fw Vers"),
          read.value("Cert/Lot"),
          CoseKey.p256(point.slice(0, NUMBER), point.slice(NUMBER, 2 * NUMBER)),
          Sha256.of(octets.slice(0, line + 1)),
          signature,
          read.findings(),
          read.days(),
          read.excursions(),
          read.readings().stream().filter(each -> each.value().isEmpty()).count());
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(
              name + ": " + e.getMessage(), "Take the file as the device wrote it.")
          .because(e);
    }
  }

  /** Two numbers of 32 octets, the last octet of each first. */
  private static Bytes numbers(String name, String of, String hex) throws ClientException {
    String digits = hex.strip();
    if (!digits.matches("[0-9a-fA-F]{128}")) {
      throw ClientException.usage(
          name + ": '" + of + "' is not 128 hexadecimal digits",
          "Take the file as the device wrote it.");
    }
    Bytes both = Bytes.fromHex(digits);
    return both.slice(0, NUMBER).reversed().concat(both.slice(NUMBER, 2 * NUMBER).reversed());
  }

  /** SHA-256 of all of it. */
  public Bytes digest() {
    return Sha256.of(octets);
  }

  /** Whether the key in it signed it: whose that key is, is another question. */
  public boolean genuine() {
    return new JdkSignatures().faultOf(key).isEmpty()
        && JdkSignatures.verifyDigest(key, signed.reversed(), signature);
  }

  /** The registration of its device. */
  public SamplingTransaction.RegisterLogger registration() {
    return new SamplingTransaction.RegisterLogger(model, serial, key);
  }

  /** Its capture. */
  public SamplingTransaction.CaptureLog capture() {
    return new SamplingTransaction.CaptureLog(key, digest(), signed, signature, findings);
  }
}
