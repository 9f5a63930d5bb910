package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Names;
import birthmark.contracts.things.Batch;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a table of things into a batch's folder, part by part: whoever is killed and starts again
 * goes on behind the last part. A table with a bad line becomes no batch, and each bad line is
 * told.
 */
public final class BatchPreparation {
  private static final String PROGRESS = "progress.json";
  private static final String BAD_LINES = "bad-lines.csv";
  private static final int PART = 4_096;
  private static final int BAD_MAX = 100_000;
  private static final int LINE_MAX = 20_000;

  private final Path csv;
  private final Path folder;
  private final Bytes network;
  private final ModelId model;
  private final Map<String, String> common;
  private final BatchSheet.Naming naming;
  private final Watch watch;

  private final Set<Twin> seen = new HashSet<>();
  private long lines;
  private long octets;
  private long bad;
  private long badOctets;

  /** The first 16 octets of a digest: two of a million that share them are one. */
  private record Twin(long high, long low) {
    static Twin of(Bytes digest) {
      ByteBuffer octets = ByteBuffer.wrap(digest.toByteArray());
      return new Twin(octets.getLong(), octets.getLong());
    }
  }

  /** Is told how far it is. */
  public interface Watch {
    /**
     * So many lines were read, so many of them bad.
     *
     * @param sharePercent how much of the table that is
     */
    void read(long lines, long bad, long sharePercent);
  }

  /** What came of it. */
  public sealed interface Result {}

  /** A batch. */
  public record Prepared(BatchFolder batch) implements Result {}

  /**
   * None, for some lines are bad.
   *
   * @param count how many
   * @param first the first of them, each with its number and what is wrong
   * @param file where all of them are
   */
  public record BadLines(long count, List<String> first, Path file) implements Result {}

  /** A line of the table: read, or what is wrong with it. */
  private sealed interface Line {}

  private record Good(BatchSheet.Row row) implements Line {}

  private record Bad(String why) implements Line {}

  /**
   * A preparation of the table {@code csv} in {@code folder}, for the ledger {@code network}.
   *
   * @param common what holds for all things, by column
   */
  public BatchPreparation(
      Path csv,
      Path folder,
      Bytes network,
      ModelId model,
      Map<String, String> common,
      BatchSheet.Naming naming,
      Watch watch) {
    this.csv = csv;
    this.folder = folder;
    this.network = network;
    this.model = model;
    this.common = common;
    this.naming = naming;
    this.watch = watch;
  }

  /** Does it, or goes on with it. */
  public Result run() throws ClientException {
    return run(PART);
  }

  /** The same, where so many lines are a part. */
  Result run(int partLines) throws ClientException {
    if (BatchFolder.isIn(folder)) {
      throw ClientException.usage(
          "there is a batch in " + folder + " already", "Upload it, or name another folder.");
    }
    String digest = digestOfInput();
    resume(digest);
    try {
      PrivateFiles.createFolder(folder);
      read(digest, partLines);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
    if (bad > 0) {
      return new BadLines(bad, firstBad(), folder.resolve(BAD_LINES));
    }
    if (lines == 0) {
      throw ClientException.usage(
          csv + " names no thing", "Its first line names the columns, each further line a thing.");
    }
    return new Prepared(
        BatchFolder.seal(folder, network, model, sha256(folder.resolve(BatchFolder.THINGS))));
  }

  /** What decides about the things: the table and all that is said besides. */
  private String digestOfInput() throws ClientException {
    Sha256 all = new Sha256();
    all.add(sha256(csv)).add(network);
    all.add((model + " " + common).getBytes(StandardCharsets.UTF_8));
    return Bytes.ofOwned(all.digest()).hex();
  }

  private static Bytes sha256(Path file) throws ClientException {
    byte[] part = new byte[1 << 16];
    Sha256 digest = new Sha256();
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        digest.add(part, 0, length);
      }
    } catch (IOException e) {
      throw ClientException.local(
              "the file " + file + " cannot be read", "Check its name and that you may read it.")
          .because(e);
    }
    return Bytes.ofOwned(digest.digest());
  }

  /** Takes up what was done of the same table before. */
  private void resume(String digest) throws ClientException {
    Path progress = folder.resolve(PROGRESS);
    if (!Files.exists(progress)) {
      return;
    }
    Json.Obj json = BatchFolder.read(progress);
    if (!Node.text(json, "input").equals(digest)) {
      return; // another table: it begins anew
    }
    try {
      lines = Long.parseLong(Node.text(json, "lines"));
      octets = Long.parseLong(Node.text(json, "octets"));
      bad = Long.parseLong(Node.text(json, "bad"));
      badOctets = Long.parseLong(Node.text(json, "badOctets"));
    } catch (NumberFormatException e) {
      throw BatchFolder.damaged(progress).because(e);
    }
    truncate(folder.resolve(BatchFolder.THINGS), octets);
    BatchFolder.visit(folder.resolve(BatchFolder.THINGS), 0, item -> twice(item.certificate()));
  }

  private static void truncate(Path file, long length) throws ClientException {
    try (FileChannel channel = PrivateFiles.open(file, false)) {
      if (channel.size() < length) {
        throw BatchFolder.damaged(file);
      }
      channel.truncate(length);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  private void read(String digest, int partLines) throws IOException, ClientException {
    Path things = folder.resolve(BatchFolder.THINGS);
    Path badLines = folder.resolve(BAD_LINES);
    try (BufferedReader in = Files.newBufferedReader(csv);
        FileChannel good = PrivateFiles.open(things, false);
        FileChannel wrong = PrivateFiles.open(badLines, false)) {
      good.truncate(octets);
      wrong.truncate(badOctets);
      String header = in.readLine();
      BatchSheet sheet =
          BatchSheet.of(network, model, common, naming, header == null ? "" : header);
      long size = Math.max(1, Files.size(csv));
      long passed = 0;
      for (long i = 0; i < lines; i++) {
        String line = in.readLine();
        passed += line == null ? 0 : line.length() + 1;
      }
      for (List<String> part = part(in, partLines); !part.isEmpty(); part = part(in, partLines)) {
        take(sheet, part, good, wrong);
        for (String line : part) {
          passed += line.length() + 1;
        }
        good.force(false);
        wrong.force(false);
        keepProgress(digest);
        watch.read(lines, bad, Math.min(100, passed * 100 / size));
        if (lines - bad > Batch.COUNT_MAX) {
          throw ClientException.usage(
              "a batch has at most " + Batch.COUNT_MAX + " things", "Part the table.");
        }
        if (bad > BAD_MAX) {
          throw ClientException.usage(
              "more than " + BAD_MAX + " lines are bad, up to line " + (lines + 1),
              "See " + badLines + ".");
        }
      }
    }
  }

  private static List<String> part(BufferedReader in, int lines) throws IOException {
    List<String> part = new ArrayList<>();
    while (part.size() < lines) {
      String line = in.readLine();
      if (line == null) {
        return part;
      }
      part.add(line);
    }
    return part;
  }

  private void take(BatchSheet sheet, List<String> part, FileChannel good, FileChannel wrong)
      throws IOException {
    // Whether keys are sound takes longest, so that all processors look.
    List<Line> read = part.parallelStream().map(line -> read(sheet, line)).toList();
    ByteArrayOutputStream things = new ByteArrayOutputStream();
    StringBuilder faults = new StringBuilder();
    for (Line line : read) {
      lines++;
      String why = "";
      switch (line) {
        case Bad(String fault) -> why = fault;
        case Good(BatchSheet.Row row) -> {
          why = twice(row.certificate());
          if (why.isEmpty()) {
            things.writeBytes(BatchFolder.octets(row));
          }
        }
      }
      if (!why.isEmpty()) {
        bad++;
        faults.append(lines + 1).append(",\"").append(why.replace("\"", "\"\"")).append("\"\n");
      }
    }
    octets += append(good, octets, things.toByteArray());
    badOctets += append(wrong, badOctets, faults.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static long append(FileChannel file, long at, byte[] content) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(content);
    while (rest.hasRemaining()) {
      file.write(rest, at + rest.position());
    }
    return content.length;
  }

  private static Line read(BatchSheet sheet, String line) {
    if (line.length() > LINE_MAX) {
      return new Bad("it has more than " + LINE_MAX + " characters");
    }
    try {
      return new Good(sheet.row(line));
    } catch (IllegalArgumentException e) {
      return new Bad(String.valueOf(e.getMessage()));
    }
  }

  /** What of {@code certificate} was in a line before; nothing if nothing was. */
  private String twice(Certificate certificate) {
    List<String> again = new ArrayList<>();
    if (!seen.add(Twin.of(certificate.signing().thumbprint().value()))) {
      again.add("its signing key");
    }
    if (!seen.add(Twin.of(certificate.agreement().thumbprint().value()))) {
      again.add("its key-agreement key");
    }
    for (Identifier identifier : certificate.identifiers()) {
      Sha256 digest = new Sha256();
      digest.add(identifier.kind().name().getBytes(StandardCharsets.UTF_8));
      if (!seen.add(Twin.of(Bytes.ofOwned(digest.add(identifier.digest()).digest())))) {
        again.add("its " + Names.kebab(identifier.kind().name()));
      }
    }
    return again.isEmpty() ? "" : "a line before has " + String.join(", ", again);
  }

  private void keepProgress(String digest) throws ClientException {
    BatchFolder.write(
        folder.resolve(PROGRESS),
        Json.object()
            .put("input", digest)
            .put("lines", Long.toString(lines))
            .put("octets", Long.toString(octets))
            .put("bad", Long.toString(bad))
            .put("badOctets", Long.toString(badOctets))
            .build());
  }

  private List<String> firstBad() throws ClientException {
    try (BufferedReader in = Files.newBufferedReader(folder.resolve(BAD_LINES))) {
      return in.lines().limit(20).toList();
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }
}
