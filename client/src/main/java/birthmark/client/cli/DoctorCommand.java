package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Node;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Looks at all that a user of a ledger relies on, and rehearses what they would do who lost their
 * keys. It changes nothing, here or on the ledger.
 */
final class DoctorCommand {
  private static final int JAVA = 25;
  private static final Duration APART = Duration.ofMinutes(1);
  private static final Duration STALE = Duration.ofMinutes(2);
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private DoctorCommand() {}

  static CommandSpec spec() {
    return Commands.doing(
        "doctor",
        "Check Java, your folder, keys, node and clock, and rehearse the recovery of your party's"
            + " keys; changes nothing.",
        DoctorCommand::run);
  }

  /** What was found, in order. */
  static final class Findings {
    private final List<Json> all = new ArrayList<>();
    private final Terminal terminal;
    private final boolean silent;
    private boolean sound = true;

    Findings(Terminal terminal, boolean silent) {
      this.terminal = terminal;
      this.silent = silent;
    }

    void good(String what) {
      add("ok", terminal.green("ok    "), what);
    }

    void warn(String what) {
      add("warning", terminal.bold("look  "), what);
    }

    void bad(String what) {
      sound = false;
      add("bad", terminal.red("wrong "), what);
    }

    private void add(String kind, String mark, String what) {
      all.add(Json.object().put("is", kind).put("what", what).build());
      if (!silent) {
        terminal.line(mark + Rendering.printable(what));
      }
    }
  }

  private static int run(Invocation invocation) throws ClientException {
    Findings found = new Findings(invocation.terminal(), invocation.json());
    java(found);
    keys(invocation, found);
    if (invocation.home().genesis().isEmpty()) {
      found.bad(
          "no ledger is trusted yet in "
              + invocation.home().folder()
              + ": 'birthmark ledger pin --node URL'");
    } else {
      try {
        node(invocation, found);
        recovery(invocation, found);
      } catch (ClientException e) {
        found.bad(e.what());
      }
    }
    if (invocation.json()) {
      invocation
          .terminal()
          .json(
              Json.object()
                  .put("sound", found.sound)
                  .put("findings", new Json.Arr(found.all))
                  .build());
    }
    return found.sound ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  private static void java(Findings found) {
    int version = Runtime.version().feature();
    if (version < JAVA) {
      found.bad("Java " + version + " runs this; it needs " + JAVA);
    } else {
      found.good("Java " + Runtime.version() + ", client " + CommandTree.version());
    }
  }

  private static void keys(Invocation invocation, Findings found) throws ClientException {
    List<String> names = invocation.home().keyNames();
    if (names.isEmpty()) {
      found.warn("no keys in " + invocation.home().folder() + ": 'birthmark key new NAME'");
    }
    for (String name : names) {
      try {
        KeyFile file = invocation.home().key(name);
        openToOthers(file.path(), found);
        found.good("key " + name + ", " + file.publicKey().thumbprint());
      } catch (ClientException e) {
        found.bad(e.what());
      }
    }
  }

  private static void openToOthers(Path file, Findings found) throws ClientException {
    try {
      boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
      if (posix && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        found.bad("others on this machine can read or change " + file + ": chmod 600 " + file);
      }
    } catch (IOException e) {
      throw ClientException.local(file + " cannot be looked at", "Check that you may read it.")
          .because(e);
    }
  }

  private static void node(Invocation invocation, Findings found) throws ClientException {
    Node node = invocation.ledger().node();
    Json.Obj checkpoint = node.read("/v1/checkpoint", Optional.empty());
    found.good(
        "the node "
            + node.url()
            + " serves the ledger "
            + invocation.ledger().genesis().name()
            + ", block "
            + Answers.plain(checkpoint, "height"));
    Instant here = Instant.now();
    Duration apart = Duration.between(here, Instant.ofEpochMilli(node.now().millis())).abs();
    if (apart.compareTo(APART) > 0) {
      found.bad(
          "this machine's clock and the node's are "
              + apart.toSeconds()
              + " s apart: set the clock right (ntp)");
    } else {
      found.good("this machine's clock agrees with the node's");
    }
    Duration age =
        Duration.between(
            Instant.parse(Answers.plain(checkpoint, "time")),
            Instant.ofEpochMilli(node.now().millis()));
    if (age.compareTo(STALE) > 0) {
      found.bad(
          "the ledger's last block is "
              + age.toSeconds()
              + " s old: the node has stopped deciding; ask whoever runs it");
    }
  }

  private static void recovery(Invocation invocation, Findings found) throws ClientException {
    List<String> names =
        invocation.option(CommonOptions.AS).map(List::of).orElse(invocation.home().keyNames());
    for (String name : names) {
      RecoveryRehearsal.of(invocation, name, found);
    }
  }
}
