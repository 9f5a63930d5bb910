package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.NotesLog;
import birthmark.json.Json;
import birthmark.testing.NotesLedger;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorCommandTest {
  @TempDir private Path folder;
  private final NotesLedger notes = new NotesLedger(2, 100_000, 5);
  private Path home = Path.of("");
  private Path state = Path.of("");

  @BeforeEach
  void trustsTheLedger() throws Exception {
    home = folder.resolve("home");
    state = home.resolve("monitored");
    Run.trust(home, notes.machine().genesis());
  }

  /** One look at what a web server gives of the folder {@code log}. */
  private Run look(Path log) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = SimpleFileServer.createFileServer(any, log, OutputLevel.NONE);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      return Run.of(home, NotesLedger::rulebook, "monitor", url, "--once", "--json");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void eachLookIsHeldAgainstTheOneBefore() throws Exception {
    Path log = folder.resolve("log");
    for (int blocks = 1; blocks <= 2; blocks++) {
      NotesLog.grow(notes, blocks - 1, 1, "text");
      NotesLog.mirror(notes, log);
      Run run = look(log);
      assertEquals(ExitStatus.DONE, run.status(), run.err());
      assertEquals(new Json.Bool(true), run.json().member("consistent").orElseThrow());
      assertArrayEquals(Files.readAllBytes(log.resolve("checkpoint")), Files.readAllBytes(state));
    }
  }

  @Test
  void aLogWrittenAnewIsToldWithBothCheckpoints() throws Exception {
    NotesLog.grow(notes, 0, 3, "text");
    NotesLog.mirror(notes, folder.resolve("log"));
    assertEquals(ExitStatus.DONE, look(folder.resolve("log")).status());
    String before = Files.readString(state);
    NotesLedger again = new NotesLedger(2, 100_000, 5);
    NotesLog.grow(again, 0, 4, "other");
    NotesLog.mirror(again, folder.resolve("again"));
    Run run = look(folder.resolve("again"));
    assertEquals(ExitStatus.REFUSED, run.status(), run.err());
    assertTrue(run.text("why").contains("does not begin"), run.out());
    String now = Files.readString(folder.resolve("again/checkpoint"));
    assertEquals(before + "\n" + now, Files.readString(Path.of(run.text("evidence"))));
    assertEquals(before, Files.readString(state));
  }

  @Test
  void aFileThatHoldsNoCheckpointIsNotWrittenOver() throws Exception {
    Files.writeString(state, "something else");
    NotesLog.grow(notes, 0, 1, "text");
    NotesLog.mirror(notes, folder.resolve("log"));
    Run run = look(folder.resolve("log"));
    assertEquals(ExitStatus.LOCAL, run.status());
    assertTrue(run.err().contains("holds no checkpoint"), run.err());
    assertEquals("something else", Files.readString(state));
  }
}
