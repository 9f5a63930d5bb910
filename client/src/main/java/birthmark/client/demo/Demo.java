package birthmark.client.demo;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The main job, played from the start of a ledger to a receipt that is verified with the node
 * switched off.
 */
public final class Demo {
  /**
   * What the user wants.
   *
   * @param image the firmware to use in place of a made one
   * @param keep where to keep everything; a folder that is removed afterwards if empty
   * @param json whether to tell the story in JSON
   * @param colour whether the reader's terminal shows colours
   * @param engine the engine that orders, where it is not the node's own
   */
  public record Options(
      Optional<Path> image,
      Optional<Path> keep,
      boolean json,
      boolean colour,
      Optional<String> engine) {}

  private final Options options;
  private final PrintStream out;
  private final PrintStream err;

  /** A demo that tells on {@code out} and complains on {@code err}. */
  public Demo(Options options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Plays it; the exit code: 0 if all went as the story says, else 1. */
  public int run() {
    long started = System.nanoTime();
    try {
      Path folder = folder();
      if (options.keep().isPresent()) {
        play(folder, started);
        return 0;
      }
      Thread cleaner = new Thread(() -> remove(folder));
      Runtime.getRuntime().addShutdownHook(cleaner);
      play(folder, started);
      return 0;
    } catch (DemoException e) {
      err.println("The demo stopped: " + e.getMessage());
      return 1;
    }
  }

  private Path folder() throws DemoException {
    try {
      if (options.keep().isEmpty()) {
        return Files.createTempDirectory("birthmark-demo");
      }
      Path folder = options.keep().get().toAbsolutePath();
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          if (files.findAny().isPresent()) {
            throw new DemoException(
                folder
                    + " is not empty. Choose another folder to keep a new demo in; to start the one"
                    + " kept there: ./birthmark start --data "
                    + folder.resolve("node"));
          }
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DemoException("the folder for the demo cannot be made: " + e.getMessage(), e);
    }
  }

  private void play(Path folder, long started) throws DemoException {
    Telling telling = new Telling(out, options.json(), options.colour());
    Images images = Images.write(folder.resolve("firmware"), options.image());
    Path data = folder.resolve("node");
    String receipt;
    Kept kept;
    telling.chapter("A ledger starts");
    try (NodeProcess node = NodeProcess.start(data, folder.resolve("node.log"), options.engine())) {
      telling.remark("A node listens at " + node.url() + "; its folder is " + data + ".");
      try (Cast cast = Cast.start(folder.resolve("players"), node.url(), data)) {
        String statement = new Story(cast, images, telling).tell();
        kept = keep(cast.founder(), folder, statement);
      }
    }
    telling.chapter("The node is stopped; its receipt is checked offline");
    receipt = verify(kept);
    telling.step(
        new Telling.Step("anybody", "checks the receipt", kept.statement(), "proven", receipt));
    long tookMillis = Duration.ofNanos(System.nanoTime() - started).toMillis();
    Json.Obj summary = Lines.object("network", kept.genesis().network().hex(), "receipt", receipt);
    if (options.keep().isPresent()) {
      summary = Lines.with(summary, "folder", new Json.Text(folder.toString()));
      telling.chapter("Kept in " + folder);
      telling.remark("Start it again: ./birthmark start --data " + data);
    }
    telling.end(Lines.with(summary, "tookMillis", new Json.Int(tookMillis)));
    if (!options.json()) {
      out.printf("%nAll of it took %.1f s.%n", tookMillis / 1000.0);
    }
  }

  /** What somebody keeps who wants to check a statement later without asking anybody. */
  private record Kept(String statement, Bytes entry, Bytes receipt, Genesis genesis) {}

  private static Kept keep(PlayerProcess reader, Path folder, String statement)
      throws DemoException {
    String path = "/v1/statements/" + statement;
    Bytes entry = octets(reader, path + "/entry", "application/cose");
    Bytes receipt = octets(reader, path + "/receipt", "application/cose");
    Bytes genesis = octets(reader, "/v1/genesis", "application/cbor");
    try {
      Files.write(folder.resolve("statement.cose"), entry.unsafe());
      Files.write(folder.resolve("receipt.cose"), receipt.unsafe());
      Files.write(folder.resolve("genesis.cbor"), genesis.unsafe());
      return new Kept(statement, entry, receipt, Genesis.CODEC.decode(genesis));
    } catch (IOException e) {
      throw new DemoException("the receipt cannot be kept: " + e.getMessage(), e);
    } catch (MalformedException e) {
      throw new DemoException("the node's genesis is none: " + e.sentence(), e);
    }
  }

  private static Bytes octets(PlayerProcess reader, String path, String type) throws DemoException {
    Json.Obj answer = reader.ask(Lines.object("do", "octets", "path", path, "type", type));
    return Bytes.fromHex(Lines.text(answer, "octets"));
  }

  private static String verify(Kept kept) throws DemoException {
    CoseKey key = kept.genesis().checkpointKeys().getFirst();
    String origin = kept.genesis().name();
    NoteKey noteKey =
        NoteKey.ofLog(origin, key)
            .orElseThrow(() -> new DemoException("the ledger's key signs no checkpoints"));
    TrustAnchor anchor = new TrustAnchor(origin, noteKey, key);
    ReceiptCheck check =
        new ReceiptVerifier(anchor, new JdkSignatures()).verify(kept.entry(), kept.receipt());
    return switch (check) {
      case ReceiptCheck.Proven proven ->
          "Entry "
              + proven.index()
              + " of the "
              + proven.size()
              + " that "
              + proven.origin()
              + " had signed for, root "
              + proven.root().hex().substring(0, 16)
              + "…: checked with the genesis's key and the JDK alone, with no node running.";
      case ReceiptCheck.Refused refused ->
          throw new DemoException("the receipt does not hold: " + refused.sentence());
    };
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // At this point the story was told: a temporary folder that stays is the system's to clear
      // away.
      System.err.println("The folder " + folder + " could not be removed: " + e.getMessage());
    }
  }
}
