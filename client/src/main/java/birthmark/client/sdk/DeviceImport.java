package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Identifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Devices that cannot attest, from a table of what an operator has: a line a device with the kind
 * of its identifier, the identifier, and what it is.
 *
 * <p>The whole table is read first and held against what the ledger knows: with a bad line nothing
 * is placed, and what is known just so is left as it is. The rest is placed part by part, each all
 * or nothing; whoever is killed and starts again goes on with what the ledger does not know yet.
 */
public final class DeviceImport {
  private static final List<String> COLUMNS = List.of("kind", "identifier", "product");
  private static final int OCTETS_MAX = 256 << 20;
  private static final Duration VALIDITY = Duration.ofMinutes(10);

  private final SequencedMap<KnownDevice.Id, Line> lines;

  private record Line(long number, KnownDevice.Device device) {}

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

  /**
   * What is to be done, by what the ledger knows.
   *
   * @param missing the devices that it does not know
   * @param known how many it knows just so
   * @param bad the lines of those that it knows otherwise
   */
  public record Compared(List<KnownDevice.Device> missing, long known, List<BadLine> bad) {}

  private DeviceImport(SequencedMap<KnownDevice.Id, Line> lines) {
    this.lines = lines;
  }

  /** Reads the table {@code csv} of what {@code owner} has; asks nobody. */
  public static Read read(Path csv, PartyId owner, BatchSheet.Naming naming)
      throws ClientException {
    Bytes octets = ProofFolder.read(csv, OCTETS_MAX);
    List<BadLine> bad = new ArrayList<>();
    SequencedMap<KnownDevice.Id, Line> seen = new LinkedHashMap<>();
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
        KnownDevice.Device device = device(lines.get(i), naming);
        Line before = seen.putIfAbsent(KnownDevice.Id.of(owner, device), new Line(number, device));
        if (before != null) {
          bad.add(new BadLine(number, "the device is on line " + before.number() + " already"));
        }
      } catch (IllegalArgumentException e) {
        bad.add(new BadLine(number, String.valueOf(e.getMessage())));
      }
    }
    if (seen.isEmpty() && bad.isEmpty()) {
      bad.add(new BadLine(1, "no device follows"));
    }
    return new Read(
        bad.isEmpty() ? Optional.of(new DeviceImport(seen)) : Optional.empty(), List.copyOf(bad));
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
    return lines.size();
  }

  /** Holds the table against what the ledger knows of its owner's devices. */
  public Compared compare(String segment, Map<KnownDevice.Id, KnownDevice> ledger) {
    List<KnownDevice.Device> missing = new ArrayList<>();
    List<BadLine> bad = new ArrayList<>();
    long known = 0;
    for (Map.Entry<KnownDevice.Id, Line> entry : lines.entrySet()) {
      Line line = entry.getValue();
      KnownDevice found = ledger.get(entry.getKey());
      if (found == null) {
        missing.add(line.device());
      } else if (found.segment().equals(segment)
          && found.product().equals(line.device().product())) {
        known++;
      } else {
        bad.add(
            new BadLine(
                line.number(),
                "the ledger knows the device as '"
                    + found.product()
                    + "' in the segment '"
                    + found.segment()
                    + "'; strike it off first, or correct the line"));
      }
    }
    return new Compared(List.copyOf(missing), known, List.copyOf(bad));
  }

  /**
   * Places {@code missing}.
   *
   * @return why a part was refused, and so all behind it was not placed; empty if all are enrolled
   */
  public static Optional<Problem> place(
      Signer signer, String segment, List<KnownDevice.Device> missing, Watch watch)
      throws ClientException {
    for (int from = 0; from < missing.size(); from += KnownDevice.ENROLLED_MAX) {
      int to = Math.min(from + KnownDevice.ENROLLED_MAX, missing.size());
      AdmissionTransaction.Enrol part =
          new AdmissionTransaction.Enrol(segment, missing.subList(from, to));
      if (signer.submit(part, VALIDITY) instanceof Answer.Refused refused) {
        return Optional.of(refused.problem());
      }
      watch.enrolled(to, missing.size());
    }
    return Optional.empty();
  }
}
