package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.NodeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does day by day: exports for an audit, and a look at all that is relied on. */
@Tag("real")
class OperatorsDayTest {
  private static final String SECRET = "choose-a-long-one";

  @TempDir private Path folder;

  private static String[] words(String command) {
    return command.split(" ", -1);
  }

  @Test
  void factsAreExportedOnceAndGoOnWhereTheExportBeforeEnded() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"))) {
      ClientProgram client = new ClientProgram(folder);
      client.done(SECRET, "ledger", "pin", "--node", node.url().toString());
      client.done(SECRET, words("key new one"));
      client.done(SECRET, words("party register --as one --handle acme --name Acme"));
      Path file = folder.resolve("audit.jsonl");
      client.done(SECRET, words("facts export --as one --out " + file));
      List<String> first = Files.readAllLines(file);
      assertEquals(1, first.stream().filter(line -> line.contains("\"registered\"")).count());
      client.done(SECRET, words("key new two"));
      client.done(SECRET, words("party register --as two --handle bolt --name Bolt"));
      client.done(SECRET, words("facts export --as one --out " + file));
      List<String> all = Files.readAllLines(file);
      assertEquals(first, all.subList(0, first.size()));
      assertEquals(2, all.stream().filter(line -> line.contains("\"registered\"")).count());
      assertEquals(all.size(), all.stream().distinct().count());
      String syslog = received(client);
      assertTrue(syslog.contains(" birthmark - parties.registered [birthmark@32473 "), syslog);
    }
  }

  /** What a syslog server gets of one export. */
  private static String received(ClientProgram client) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> got =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket socket = server.accept();
                    InputStream in = socket.getInputStream()) {
                  return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      client.done(
          SECRET, words("facts export --as one --syslog 127.0.0.1:" + server.getLocalPort()));
      return got.get();
    }
  }

  @Test
  void theDoctorSaysWhatIsWrongAndChangesNothing() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"))) {
      ClientProgram client = new ClientProgram(folder);
      ClientProgram.Done before = client.attempt(SECRET, "doctor");
      assertEquals(1, before.status(), before.out());
      assertTrue(before.out().contains("no ledger is trusted yet"), before.out());
      client.done(SECRET, "ledger", "pin", "--node", node.url().toString());
      client.done(SECRET, words("key new one"));
      client.done(SECRET, words("key new friend"));
      client.done(SECRET, words("party register --as one --handle acme --name Acme"));
      client.done(SECRET, words("party register --as friend --handle bolt --name Bolt"));
      String alone = client.done(SECRET, words("doctor --as one"));
      assertTrue(alone.contains("named no guardians"), alone);
      client.done(
          SECRET,
          words(
              "party name-guardians --as one --needed 1 --guardian friend --open-seconds 3600"
                  + " --delay-seconds 172800"));
      List<String> files = files(client.home());
      String guarded = client.done(SECRET, words("doctor --as one"));
      assertTrue(guarded.contains("gets a new key 2 days after: 1 of its guardians"), guarded);
      assertEquals(files, files(client.home()), "it must change nothing");
      Path key = client.home().resolve("keys/one.p12");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      ClientProgram.Done open = client.attempt(SECRET, "doctor");
      assertEquals(1, open.status(), open.out());
      assertTrue(open.out().contains("chmod 600"), open.out());
    }
  }

  private static List<String> files(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .map(
              file -> {
                try {
                  return file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              })
          .sorted()
          .toList();
    }
  }
}
