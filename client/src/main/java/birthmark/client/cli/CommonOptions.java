package birthmark.client.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that every command has; each command's own help names them in one line. */
final class CommonOptions {
  /** Who acts. */
  static final String AS = "--as";

  /** The client's folder. */
  static final String HOME = "--home";

  /** The nodes to ask. */
  static final String NODE = "--node";

  /** The ledger to trust. */
  static final String NETWORK = "--network";

  /** Where the password is. */
  static final String PASSWORD_FILE = "--password-file";

  /** How long to go on asking. */
  static final String TIMEOUT = "--timeout";

  /** Which servers are believed. */
  static final String CA = "--ca";

  /** Whether TLS shows who reads. */
  static final String MUTUAL_TLS = "--mutual-tls";

  /** Whether to answer in JSON. */
  static final String JSON = "--json";

  /** Whether to show what a programmer wants to see. */
  static final String DEBUG = "--debug";

  /** The names that no generated option may have. */
  static final Set<String> RESERVED =
      Set.of(
          AS,
          HOME,
          NODE,
          NETWORK,
          PASSWORD_FILE,
          TIMEOUT,
          CA,
          MUTUAL_TLS,
          JSON,
          DEBUG,
          "--help",
          "--out",
          "--expires",
          "--sequence",
          "--limit",
          "--proof",
          "--every",
          "--state",
          "--after",
          "--for",
          "--approves",
          "--yes");

  /** Those that are followed by a value. */
  static final Set<String> VALUED = Set.of(AS, HOME, NODE, NETWORK, PASSWORD_FILE, TIMEOUT, CA);

  private static final String FOOTER =
      "Common options: --as KEY, --home DIR, --node URL, --network ID, --password-file FILE,"
          + " --timeout SECONDS, --ca FILE, --mutual-tls, --json, --debug ('birthmark help' tells"
          + " more).";

  private CommonOptions() {}

  /** Adds them to {@code spec}, shown one by one only where {@code shown}. */
  static CommandSpec addTo(CommandSpec spec, boolean shown) {
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(Boolean.class)
            .description("Show this help.")
            .hidden(!shown)
            .build());
    text(spec, shown, AS, "KEY", "Who acts: the name of a key of yours, or a key file.");
    text(spec, shown, HOME, "DIR", "Your folder (else BIRTHMARK_CLIENT_HOME, else ~/.birthmark).");
    spec.addOption(
        OptionSpec.builder(NODE)
            .paramLabel("URL")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .splitRegex(",")
            .description("A node to ask; several, parted by commas, are asked in turn.")
            .hidden(!shown)
            .build());
    text(spec, shown, NETWORK, "ID", "The network id that the ledger must have.");
    text(
        spec,
        shown,
        PASSWORD_FILE,
        "FILE",
        "A file with the password in its first line (else BIRTHMARK_PASSWORD, else you are"
            + " asked).");
    text(spec, shown, TIMEOUT, "SECONDS", "How long to wait for an answer (30).");
    text(
        spec,
        shown,
        CA,
        "FILE",
        "Certificates in PEM that an https server must have or be certified by, in place of those"
            + " that Java trusts; 'ledger pin' remembers them.");
    flag(
        spec,
        shown,
        MUTUAL_TLS,
        "Show who reads by the certificate in your key file, over TLS, and sign no request for"
            + " it.");
    flag(spec, shown, JSON, "Answer with one JSON document on standard output.");
    flag(spec, shown, DEBUG, "Show where a fault came from.");
    if (!shown) {
      spec.usageMessage().footer("", FOOTER);
    }
    return spec;
  }

  /** Adds an option with one text. */
  static void text(CommandSpec spec, boolean shown, String name, String label, String about) {
    spec.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(String.class)
            .description(escaped(about))
            .hidden(!shown)
            .build());
  }

  /** Adds an option without a value. */
  static void flag(CommandSpec spec, boolean shown, String name, String about) {
    spec.addOption(
        OptionSpec.builder(name)
            .type(Boolean.class)
            .description(escaped(about))
            .hidden(!shown)
            .build());
  }

  /** Text as picocli takes it, to which a per cent sign and an at sign mean something. */
  static String escaped(String text) {
    return text.replace("%", "%%").replace("@|", "@ |");
  }
}
