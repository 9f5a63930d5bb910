package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.machine.UnknownRulesException;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.edge.Limits;
import birthmark.node.index.IndexException;
import birthmark.node.store.StoreException;
import birthmark.node.submit.UnavailableException;
import birthmark.node.webhook.Webhooks;
import birthmark.node.witness.Witness;
import birthmark.proof.NoteException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The node's program: {@code birthmark start}, and what is done to a node's folder. */
public final class Main {
  private static final String HELP =
      """
      birthmark start [--data DIR] [--http HOST:PORT] [--tls FILE --tls-password-file FILE]
                      [--metrics-for-all] [--no-index] [--webhooks [--webhooks-inside HOST:PORT]]
                      [--engine cometbft [--p2p HOST:PORT] [--peers ID@HOST:PORT,...]
                       [--nodes URL,...] [--keep-blocks N]]

      Runs a node for good. The first start makes keys and a ledger; Ctrl-C stops it.

        --data DIR              where keys, ledger and index are; made if missing (default ./data)
        --http HOST:PORT        where to listen (default 127.0.0.1:8080); any address but this
                                machine's own needs TLS
        --tls FILE              the node's certificate and private key, a PKCS#12 file
        --tls-password-file FILE  the first line is that file's password
        --metrics-for-all       lets other machines read /metrics
        --witnesses FILE        asks these to cosign checkpoints, one a line: KEY URL
        --no-index              keeps no facts to be asked for: less to write; a later start without
                                this makes them from the log
        --webhooks              lets anybody have public alarms told to an address of theirs
                                (POST /webhooks): signed, and never to an address inside
        --webhooks-inside HOST:PORT  but for this one, also without TLS
        --engine cometbft       has CometBFT agree on the order with the ledger's other nodes; once
                                begun so, always
        --p2p HOST:PORT         where its engine listens to theirs (default 127.0.0.1, any port)
        --peers ID@HOST:PORT,...  theirs
        --nodes URL,URL,...     doors of theirs, which help it in where it is new, lost its disk or
                                was away for long (those in the genesis are known)
        --keep-blocks N         how many blocks its engine keeps (default 100000): who was away for
                                longer comes in by a snapshot
        --cometbft PATH         the program (default: built once by go install, kept in the cache)
      """;
  private static final int USAGE = 2;
  private static final String LOG_CONFIG = "java.util.logging.config.file";
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private Main() {}

  /** Runs the command. */
  public static void main(String[] args) {
    // Whoever wants another form sets one of the platform's own properties.
    if (System.getProperty(LOG_FORMAT) == null && System.getProperty(LOG_CONFIG) == null) {
      LogLines.use();
    }
    System.exit(run(List.of(args), System.out, System.err));
  }

  private static int run(List<String> args, PrintStream out, PrintStream err) {
    Optional<FolderCommand> command = args.stream().findFirst().flatMap(FolderCommands::named);
    if (command.isPresent()) {
      return FolderCommands.run(
          args.getFirst(),
          command.get(),
          args.subList(1, args.size()),
          new FolderCommand.Surroundings(out, err, isTerminal(), System.getenv()));
    }
    if (args.isEmpty() || !args.get(0).equals("start")) {
      err.print(HELP);
      return USAGE;
    }
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return 0;
    }
    try {
      return start(Settings.of(args.subList(1, args.size())), out);
    } catch (Arguments.UsageException e) {
      err.println("birthmark start: " + e.getMessage());
      err.println("See: birthmark start --help");
      return USAGE;
    } catch (ClientException e) {
      err.println("birthmark start: " + e.what() + ". " + e.remedy());
    } catch (EdgeException | IndexException e) {
      err.println("birthmark start: " + e.getMessage());
    } catch (StoreException e) {
      err.println("birthmark start: " + e.sentence());
    } catch (UnavailableException e) {
      err.println("birthmark start: " + e.sentence());
    } catch (UnknownRulesException e) {
      err.println("birthmark start: " + e.getMessage());
    }
    return 1;
  }

  @SuppressWarnings("SystemConsoleNull") // without a terminal there need not be a console
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static int start(Settings settings, PrintStream out)
      throws ClientException, EdgeException {
    NodeFolder folder = new NodeFolder(settings.data(), System.getenv());
    Optional<EngineSettings> engine =
        settings
            .engine()
            .or(() -> folder.hasEngine() ? Optional.of(EngineSettings.ALONE) : Optional.empty());
    try (UntilStopped running = new UntilStopped()) {
      try (Node node =
          new Node(
              folder,
              settings.indexed(),
              settings.edge(),
              settings.witnesses(),
              engine,
              settings.webhooks(folder),
              out::println)) {
        tell(node, folder, out);
        running.await();
        out.println("Stopping: no more requests are taken, what was let in is answered.");
      }
      out.println("Stopped.");
    }
    return 0;
  }

  private static void tell(Node node, NodeFolder folder, PrintStream out) {
    if (node.founded()) {
      out.println("A new ledger: " + node.genesis().name());
      out.println("  network id  " + node.genesis().network().hex());
      out.println("  folder      " + folder.path());
      if (Files.exists(folder.founderKey())) {
        out.println(
            "  founder     "
                + folder.founderKey()
                + ", its password beside it. It is yours, not the node's:");
        out.println(
            "              it gives parties their roles. Move both files to where you keep keys.");
      }
    } else {
      out.println("The ledger " + node.genesis().name() + " in " + folder.path());
      out.println("  network id  " + node.genesis().network().hex());
    }
    out.println("Listening on " + node.url() + " (Ctrl-C stops it). Next:");
    out.println("  ./birthmark key new maker            a key of your own");
    out.println("  ./birthmark help                     everything else");
    out.println("  " + node.url() + "/openapi.json   the same over HTTP");
    out.flush();
  }

  /** What the command line says. */
  private record Settings(
      Path data,
      boolean indexed,
      List<Witness> witnesses,
      EdgeSettings edge,
      Optional<EngineSettings> engine,
      boolean webhooks,
      Optional<String> inside) {
    /** How those who sign up are told, if anybody may sign up. */
    Optional<Webhooks.Settings> webhooks(NodeFolder folder) {
      return webhooks
          ? Optional.of(Webhooks.Settings.usual(folder.webhooks(), inside))
          : Optional.empty();
    }

    static Settings of(List<String> args) throws Arguments.UsageException {
      Path data = Path.of("data");
      String http = "127.0.0.1:8080";
      Optional<Path> tls = Optional.empty();
      Optional<Path> password = Optional.empty();
      boolean metricsForAll = false;
      boolean indexed = true;
      List<Witness> witnesses = List.of();
      String engine = "";
      String p2p = EngineSettings.ALONE.p2p();
      List<String> peers = List.of();
      List<URI> nodes = List.of();
      long keptBlocks = EngineSettings.KEPT_BLOCKS;
      Optional<Path> program = Optional.empty();
      boolean webhooks = false;
      Optional<String> inside = Optional.empty();
      for (int i = 0; i < args.size(); i++) {
        switch (args.get(i)) {
          case "--data" -> data = Path.of(value(args, ++i));
          case "--http" -> http = value(args, ++i);
          case "--tls" -> tls = Optional.of(Path.of(value(args, ++i)));
          case "--tls-password-file" -> password = Optional.of(Path.of(value(args, ++i)));
          case "--metrics-for-all" -> metricsForAll = true;
          case "--witnesses" -> witnesses = witnesses(Path.of(value(args, ++i)));
          case "--no-index" -> indexed = false;
          case "--webhooks" -> webhooks = true;
          case "--webhooks-inside" -> inside = Optional.of(value(args, ++i));
          case "--engine" -> engine = value(args, ++i);
          case "--p2p" -> p2p = value(args, ++i);
          case "--peers" -> peers = List.of(value(args, ++i).split(","));
          case "--nodes" -> nodes = doors(value(args, ++i));
          case "--keep-blocks" -> keptBlocks = blocks(value(args, ++i));
          case "--cometbft" -> program = Optional.of(Path.of(value(args, ++i)));
          default -> throw new Arguments.UsageException("there is no option " + args.get(i));
        }
      }
      HttpAddress address = HttpAddress.parse("--http", http);
      if ((webhooks && !indexed) || (inside.isPresent() && !webhooks)) {
        throw new Arguments.UsageException(
            "--webhooks needs the index, and --webhooks-inside needs --webhooks");
      }
      return new Settings(
          data,
          indexed,
          witnesses,
          new EdgeSettings(
              address.host(),
              address.port(),
              certificate(tls, password),
              metricsForAll,
              Limits.USUAL),
          engine(engine, new EngineSettings(program, p2p, peers, nodes, keptBlocks)),
          webhooks,
          inside);
    }

    private static Optional<EngineSettings> engine(String name, EngineSettings settings)
        throws Arguments.UsageException {
      return switch (name) {
        case "cometbft" -> Optional.of(settings);
        case "" -> {
          if (!settings.equals(EngineSettings.ALONE)) {
            throw new Arguments.UsageException(
                "--p2p, --peers, --nodes, --keep-blocks and --cometbft need --engine cometbft");
          }
          yield Optional.empty();
        }
        default ->
            throw new Arguments.UsageException("--engine is cometbft or not given, not " + name);
      };
    }

    private static List<URI> doors(String list) throws Arguments.UsageException {
      List<URI> doors = new ArrayList<>();
      for (String each : list.split(",", -1)) {
        doors.add(
            EngineSettings.door(each)
                .orElseThrow(
                    () ->
                        new Arguments.UsageException(
                            "--nodes takes addresses such as https://node.example, not " + each)));
      }
      return doors;
    }

    private static long blocks(String text) throws Arguments.UsageException {
      if (!text.matches("[1-9][0-9]{2,8}")) {
        throw new Arguments.UsageException("--keep-blocks takes a number from 100, not " + text);
      }
      return Long.parseLong(text);
    }

    private static List<Witness> witnesses(Path file) throws Arguments.UsageException {
      try {
        return Witness.parse(Files.readAllLines(file));
      } catch (NoteException e) {
        throw new Arguments.UsageException(file + ": " + e.sentence());
      } catch (IOException e) {
        throw new Arguments.UsageException("the witnesses' file cannot be read: " + e.getMessage());
      }
    }

    private static String value(List<String> args, int index) throws Arguments.UsageException {
      if (index >= args.size()) {
        throw new Arguments.UsageException(args.get(index - 1) + " needs a value");
      }
      return args.get(index);
    }

    private static Optional<EdgeSettings.Certificate> certificate(
        Optional<Path> tls, Optional<Path> password) throws Arguments.UsageException {
      if (tls.isEmpty()) {
        return Optional.empty();
      }
      if (password.isEmpty()) {
        throw new Arguments.UsageException("--tls needs --tls-password-file");
      }
      try {
        List<String> lines = Files.readAllLines(password.get());
        return Optional.of(
            new EdgeSettings.Certificate(tls.get(), lines.isEmpty() ? "" : lines.get(0)));
      } catch (IOException e) {
        throw new Arguments.UsageException("the password file cannot be read: " + e.getMessage());
      }
    }
  }
}
