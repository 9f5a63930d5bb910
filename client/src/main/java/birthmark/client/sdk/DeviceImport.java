package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Names;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.things.Identifier;
import birthmark.cose.Sign1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Devices that cannot attest, from a table of what an operator has: a line a device with the kind
 * of its identifier, the identifier, and what it is.
 *
 * <p>The whole table is read first: with a bad line nothing is placed. Then it is placed part by
 * part, each all or nothing; whoever is killed and starts again goes on behind the last part.
 */
public final class DeviceImport {
  private static final List<String> COLUMNS = List.of("kind", "identifier", "product");
  private static final int OCTETS_MAX = 256 << 20;
  private static final Duration VALIDITY = Duration.ofMinutes(10);
  private static final String ALREADY_KNOWN = "already-known";

  private final Path position;
  private final Bytes digest;
  private final List<KnownDevice.Device> devices;

  /**
   * A line that cannot be used.
   *
   * @param line its number, from 1
   * @param why what is wrong with it
   */
  public record BadLine(long line, String why) {}

  /**
   * What a table holds.
   *
   * @param ready what can be placed, if no line is bad
   * @param bad the bad lines
   */
  public record Read(Optional<DeviceImport> ready, List<BadLine> bad) {}

  /** Is told how many devices are enrolled. */
  public interface Watch {
    /** So many of so many are. */
    void enrolled(int count, int of);
  }

  private DeviceImport(Path position, Bytes digest, List<KnownDevice.Device> devices) {
    this.position = position;
    this.digest = digest;
    this.devices = devices;
  }

  /** Reads the table {@code csv}; asks nobody. */
  public static Read read(Path csv, BatchSheet.Naming naming) throws ClientException {
    Bytes octets = ProofFolder.read(csv, OCTETS_MAX);
    List<BadLine> bad = new ArrayList<>();
    Map<KnownDevice.Device, Long> seen = new LinkedHashMap<>();
    List<String> lines = new String(octets.unsafe(), StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !columns(lines.getFirst()).equals(COLUMNS)) {
      bad.add(new BadLine(1, "it must name the columns: " + String.join(",", COLUMNS)));
      return new Read(Optional.empty(), bad);
    }
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      long number = i + 1L;
      try {
        Long before = seen.putIfAbsent(device(lines.get(i), naming), number);
        if (before != null) {
          bad.add(new BadLine(number, "the device is on line " + before + " already"));
        }
      } catch (IllegalArgumentException e) {
        bad.add(new BadLine(number, String.valueOf(e.getMessage())));
      }
    }
    if (seen.isEmpty() && bad.isEmpty()) {
      bad.add(new BadLine(1, "no device follows"));
    }
    return new Read(
        bad.isEmpty()
            ? Optional.of(
                new DeviceImport(
                    csv.resolveSibling(csv.getFileName() + ".position"),
                    Sha256.of(octets),
                    List.copyOf(seen.keySet())))
            : Optional.empty(),
        List.copyOf(bad));
  }

  private static List<String> columns(String line) {
    try {
      return CsvLine.fields(line).stream()
          .map(name -> name.strip().toLowerCase(Locale.ROOT))
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of(); // no such columns, whatever is wrong with them
    }
  }

  private static KnownDevice.Device device(String line, BatchSheet.Naming naming) {
    List<String> fields = CsvLine.fields(line);
    if (fields.size() != COLUMNS.size()) {
      throw new IllegalArgumentException(
          "it has " + fields.size() + " fields where line 1 has " + COLUMNS.size());
    }
    String product = fields.get(2).strip();
    int length = product.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > 80) {
      throw new IllegalArgumentException("say what the device is in 1 to 80 octets");
    }
    return new KnownDevice.Device(
        naming.of(kind(fields.get(0).strip()), fields.get(1).strip()), product);
  }

  private static Identifier.Kind kind(String name) {
    for (Identifier.Kind kind : Identifier.Kind.values()) {
      if (Names.kebab(kind.name()).equals(name.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "'" + name + "' is no kind of identifier: serial, sgtin, digital-link, mac, imei or other");
  }

  /** How many devices the table has. */
  public int count() {
    return devices.size();
  }

  /**
   * Places what is not yet placed.
   *
   * @param network the ledger that {@code signer} signs for
   * @return why a part was refused, and so all behind it was not placed; empty if all are enrolled
   */
  public Optional<Problem> place(Signer signer, Bytes network, String segment, Watch watch)
      throws ClientException {
    Bytes place = Sha256.of(digest.concat(network).concat(bytes(segment)));
    int done = placed(place);
    boolean resumed = true;
    while (done < devices.size()) {
      int end = Math.min(done + KnownDevice.ENROLLED_MAX, devices.size());
      AdmissionTransaction.Enrol part =
          new AdmissionTransaction.Enrol(segment, devices.subList(done, end));
      Answer answer = signer.submit(part, Optional.empty(), VALIDITY);
      if (answer instanceof Answer.Refused refused && !(resumed && isPlaced(refused.problem()))) {
        return Optional.of(refused.problem());
      }
      resumed = false;
      done = end;
      keep(place, done);
      watch.enrolled(done, devices.size());
    }
    return Optional.empty();
  }

  /** Whether the part was placed before the one who placed it could write that down. */
  private static boolean isPlaced(Problem problem) {
    return problem.reason().equals(ALREADY_KNOWN) && problem.detail().contains("device 1)");
  }

  private int placed(Bytes place) throws ClientException {
    if (!Files.exists(position)) {
      return 0;
    }
    String[] words =
        new String(ProofFolder.read(position, Sign1.MAX_LENGTH).unsafe(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", -1);
    boolean same = words.length == 2 && words[0].equals(place.hex());
    if (!same || !words[1].matches("[0-9]{1,9}")) {
      throw ClientException.local(
          position + " is of another table, ledger or segment",
          "Remove it to start from the first line: what is enrolled already is refused then.");
    }
    return Math.min(Integer.parseInt(words[1]), devices.size());
  }

  private void keep(Bytes place, int done) throws ClientException {
    Path part = position.resolveSibling(position.getFileName() + ".part");
    try {
      Files.write(part, bytes(place.hex() + " " + done + "\n").unsafe());
      Files.move(
          part, position, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw ClientException.local(
              position + " cannot be written (" + e.getClass().getSimpleName() + ")",
              "Check that you may write there; " + done + " devices are enrolled.")
          .because(e);
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8));
  }
}
