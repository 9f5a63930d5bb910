package birthmark.client.cli;

import birthmark.client.sdk.AuditFile;
import birthmark.client.sdk.AuditFormat;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Node;
import birthmark.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Facts for what collects logs: JSON lines or syslog, into a file that each fact is in once, or to
 * a syslog server.
 */
final class ExportCommand {
  private static final String FOLLOW = "--follow";
  private static final String FORMAT = "--format";
  private static final String OUT = "--out";
  private static final String SYSLOG = "--syslog";
  private static final int PAGE = 1_000;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int PAUSE_SECONDS = 2;

  private ExportCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "export",
            "Write facts for what collects logs, and go on where the export before ended.",
            ExportCommand::run);
    FactCommands.filters(
        spec, "Start behind this position, where no file says how far the export before came.");
    CommonOptions.text(spec, true, FORMAT, "FORM", "jsonl (if not given) or syslog (RFC 5424).");
    CommonOptions.text(
        spec,
        true,
        OUT,
        "FILE",
        "Add to this file; how far it came stands in FILE.position. Else to standard output.");
    CommonOptions.text(
        spec,
        true,
        SYSLOG,
        "HOST:PORT",
        "Send them there as syslog over TCP (RFC 6587); with " + OUT + " also into the file.");
    CommonOptions.flag(spec, true, FOLLOW, "Go on as facts come, until you press Ctrl-C.");
    return spec;
  }

  private static int run(Invocation invocation) throws ClientException {
    Optional<String> out = invocation.option(OUT);
    if (out.isEmpty()) {
      return export(invocation, Optional.empty());
    }
    try (AuditFile file = AuditFile.open(Path.of(out.get()))) {
      return export(invocation, Optional.of(file));
    }
  }

  private static int export(Invocation invocation, Optional<AuditFile> file)
      throws ClientException {
    Optional<String> server = invocation.option(SYSLOG);
    AuditFormat format =
        format(invocation.option(FORMAT).orElse(server.isPresent() ? "syslog" : "jsonl"));
    Ledger ledger = invocation.ledger();
    String name = ledger.genesis().name();
    String path = FactCommands.path(invocation);
    path += (path.contains("?") ? "&" : "?") + "limit=" + PAGE;
    Optional<String> after =
        file.flatMap(AuditFile::position).or(() -> invocation.option(FactCommands.AFTER));
    try (Socket socket = server.isPresent() ? connected(server.get()) : new Socket()) {
      while (true) {
        String from = after.map(last -> "&after=" + Node.encoded(last)).orElse("");
        Json.Obj page = ledger.node().readAs(path + from, invocation.reader());
        List<Json> facts =
            page.member("facts").orElse(new Json.Null()) instanceof Json.Arr all
                ? all.elements()
                : List.of();
        StringBuilder lines = new StringBuilder();
        for (Json each : facts) {
          String line = format.line(name, (Json.Obj) each);
          lines.append(line).append('\n');
          if (server.isPresent()) {
            send(socket, AuditFormat.SYSLOG.line(name, (Json.Obj) each));
          }
        }
        String next = Answers.plain(page, "next");
        if (!facts.isEmpty() && file.isPresent()) {
          file.get().add(lines.toString(), next);
        } else if (server.isEmpty() && file.isEmpty()) {
          invocation.terminal().out().print(lines);
          invocation.terminal().out().flush();
        }
        after = facts.isEmpty() ? after : Optional.of(next);
        boolean more = page.member("more").orElse(new Json.Null()).equals(new Json.Bool(true));
        if (!more && !invocation.flag(FOLLOW)) {
          return ExitStatus.DONE;
        }
        if (invocation.terminal().out().checkError()) {
          return ExitStatus.DONE; // whoever read has gone
        }
        if (!more) {
          TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        }
      }
    } catch (IOException e) {
      throw ClientException.local(
              "the syslog server " + server.orElse("") + " takes nothing: " + e.getMessage(),
              "Check that it listens for TCP, then start again: what it did not take is sent"
                  + " again.")
          .because(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.DONE;
    }
  }

  private static AuditFormat format(String name) throws ClientException {
    for (AuditFormat format : AuditFormat.values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return format;
      }
    }
    throw ClientException.usage(
        FORMAT + " is jsonl or syslog, not '" + name + "'", "Leave it out for jsonl.");
  }

  private static Socket connected(String server) throws ClientException, IOException {
    int colon = server.lastIndexOf(':');
    if (colon < 1 || !server.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw ClientException.usage(
          SYSLOG + " is HOST:PORT, not '" + server + "'",
          "Such as " + SYSLOG + " logs.example:601.");
    }
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(
            server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))),
        CONNECT_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(AuditFormat.framed(line));
    out.flush();
  }
}
