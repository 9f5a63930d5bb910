package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Transaction;
import birthmark.cose.SigningKey;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class SignerTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(10));
  private static final Patience NONE =
      new Patience(
          Duration.ofMillis(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(10));

  @TempDir private Path folder;
  private final NotesLedger notes = new NotesLedger(1, 1_000, 3);
  private final SigningKey key = notes.founders().getFirst();
  private final List<String> said = new ArrayList<>();
  private NotesServer server;
  private NotesServer second;
  private Path keyFile;

  @BeforeEach
  void startsTwoNodesOfOneLedger() throws Exception {
    server = new NotesServer(notes);
    second = new NotesServer(notes);
    keyFile = folder.resolve("key.p12");
    KeyState.createWith(keyFile);
  }

  @AfterEach
  void stopsThem() {
    server.close();
    second.close();
  }

  private Signer signer(Patience patience, URI... urls) throws ClientException {
    return signer(patience, keyFile, urls);
  }

  private Signer signer(Patience patience, Path file, URI... urls) throws ClientException {
    Ledger ledger =
        new Ledger(
            Node.at(List.of(urls), patience), notes.machine().genesis(), notes.machine().network());
    return new Signer(ledger, NotesLedger.rulebook(), key, KeyState.of(file), said::add);
  }

  private static Transaction pin(String title) {
    return new Notes.Pin(new Notes.Title(title), "text");
  }

  private static List<Long> sequences(NotesServer server) {
    return server.received().stream().map(SignerTest::sequence).toList();
  }

  private static long sequence(Bytes statement) {
    try {
      return Statement.decode(NotesLedger.rulebook(), statement).sequence();
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStatementIsAnsweredWithWhatBecameOfIt() throws ClientException {
    Signer signer = signer(SHORT, server.url());
    Answer.Committed committed =
        assertInstanceOf(Answer.Committed.class, signer.submit(pin("a"), HOUR));
    assertEquals(1, committed.height());
    assertFalse(committed.repeated());
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, signer.submit(pin("a"), HOUR));
    assertEquals("title-taken", refused.problem().reason());
    assertTrue(refused.problem().detail().contains("Choose another"));
    assertEquals(List.of(1L, 2L), sequences(server));
    assertEquals(List.of(), said);
  }

  @Test
  void aStatementWithoutAnAnswerIsSentAgainAsTheSameOctets() throws ClientException {
    server.fail(NotesServer.Fault.BUSY, NotesServer.Fault.CUT_AFTER, NotesServer.Fault.CUT_BEFORE);
    Answer answer = signer(SHORT, server.url()).submit(pin("a"), HOUR);
    assertTrue(assertInstanceOf(Answer.Committed.class, answer).repeated());
    assertEquals(3, server.received().size());
    assertEquals(1, new TreeSet<>(server.received()).size());
  }

  @Test
  void theNextNodeIsAskedWhereOneFails() throws ClientException {
    URI dead = server.url();
    server.close();
    Answer answer = signer(SHORT, dead, second.url()).submit(pin("a"), HOUR);
    assertInstanceOf(Answer.Committed.class, answer);
  }

  @Test
  void aNodeThatDiesAfterItHasDecidedMakesNoSecondStatement() throws ClientException {
    server.fail(NotesServer.Fault.CUT_AFTER);
    Signer signer = signer(SHORT, server.url(), second.url());
    signer.submit(pin("a"), HOUR);
    List<Bytes> all = new ArrayList<>(server.received());
    all.addAll(second.received());
    // The JDK's client may repeat on its own what a kept connection broke off.
    assertTrue(all.size() > 1);
    assertEquals(1, new TreeSet<>(all).size());
  }

  @Test
  void whatWasLeftUnansweredIsSentByTheNextProcessAsTheSameOctets() throws ClientException {
    server.fail(NotesServer.Fault.BUSY);
    Signer first = signer(NONE, server.url());
    ClientException silent =
        assertThrows(ClientException.class, () -> first.submit(pin("a"), HOUR));
    assertEquals(ClientException.Kind.UNANSWERED, silent.kind());

    signer(SHORT, server.url()).submit(pin("b"), HOUR);
    assertEquals(List.of(1L, 1L, 2L), sequences(server));
    assertEquals(server.received().get(0), server.received().get(1));
    assertTrue(said.getFirst().contains("it took effect"), said.getFirst());

    said.clear();
    signer(SHORT, server.url()).submit(pin("c"), HOUR);
    assertEquals(List.of(), said);
  }

  @Test
  void aNumberBehindTheWindowIsReplacedByOneAboveTheHighest() throws ClientException {
    Signer slow = signer(SHORT, server.url());
    slow.start();
    // Another process with the same key goes far ahead in the meantime.
    notes.block(notes.sign(key, 5_000, pin("other")));
    assertInstanceOf(Answer.Committed.class, slow.submit(pin("a"), HOUR));
    assertEquals(List.of(1L, 5_001L), sequences(server));
    assertEquals(List.of(), said);
  }

  @Test
  void aNumberThatAnotherStatementUsedIsReplacedAndTheUserIsWarned() throws ClientException {
    Signer signer = signer(SHORT, server.url());
    signer.start();
    notes.block(notes.sign(key, 1, pin("the copy's")));
    assertInstanceOf(Answer.Committed.class, signer.submit(pin("a"), HOUR));
    assertEquals(List.of(1L, 2L), sequences(server));
    assertTrue(said.getFirst().contains("somebody has a copy"), said.getFirst());
  }

  @Test
  void aRestoredFolderNeverUsesANumberTwice() throws Exception {
    signer(SHORT, server.url()).submit(pin("a"), HOUR);
    signer(SHORT, server.url()).submit(pin("b"), HOUR);
    Path restored = folder.resolve("restored.p12");
    KeyState.createWith(restored);
    // It was saved after number 1.
    KeyState.of(restored).numbers(notes.machine().network()).reserve();
    Signer signer = signer(SHORT, restored, server.url());
    assertInstanceOf(Answer.Committed.class, signer.submit(pin("c"), HOUR));
    assertEquals(List.of(1L, 2L, 2 + KeyState.SKIP + 1), sequences(server));
    assertTrue(said.getFirst().contains("far ahead"), said.getFirst());
  }

  @Test
  void aKeyUsedWithoutAFolderOfItsOwnStartsFarAhead() throws ClientException {
    signer(SHORT, server.url()).submit(pin("a"), HOUR);
    signer(SHORT, folder.resolve("copied.p12"), server.url()).submit(pin("b"), HOUR);
    assertEquals(List.of(1L, 1 + KeyState.SKIP + 1), sequences(server));
  }

  @Test
  void aFirstUseTrustsTheLedgerAndSaysSo() throws ClientException {
    Home home = Home.of(Optional.of(folder.resolve("home")), Map.of());
    Optional<List<URI>> here = Optional.of(List.of(server.url()));
    try (Ledger ledger = Ledger.open(home, here, Optional.empty(), SHORT, said::add)) {
      assertEquals(notes.machine().network(), ledger.network());
    }
    assertTrue(said.getFirst().contains(notes.machine().network().hex()), said.getFirst());
    said.clear();
    try (Ledger again = Ledger.open(home, Optional.empty(), Optional.empty(), SHORT, said::add)) {
      assertEquals(notes.machine().network(), again.network());
    }
    assertEquals(List.of(), said);
  }

  @Test
  void anotherLedgerIsNotTakenForTheOneTrusted() throws Exception {
    Home home = Home.of(Optional.of(folder.resolve("home")), Map.of());
    Optional<List<URI>> here = Optional.of(List.of(server.url()));
    Bytes other = Bytes.fromHex("ab".repeat(32));
    ClientException unexpected =
        assertThrows(
            ClientException.class,
            () -> Ledger.open(home, here, Optional.of(other), SHORT, said::add));
    assertTrue(unexpected.what().contains(other.hex()), unexpected.what());
    assertTrue(home.genesis().isEmpty());

    Ledger.open(home, here, Optional.of(notes.machine().network()), SHORT, said::add).close();
    assertEquals(List.of(), said);
    try (NotesServer stranger = new NotesServer(new NotesLedger(1, 1_000, 4))) {
      Optional<List<URI>> there = Optional.of(List.of(stranger.url()));
      ClientException refused =
          assertThrows(
              ClientException.class,
              () -> Ledger.open(home, there, Optional.empty(), SHORT, said::add));
      assertTrue(refused.what().contains("another ledger"), refused.what());
    }
  }

  @Test
  void aServerThatIsNoNodeIsSaidToBeNone() throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
          }
        });
    web.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + web.getAddress().getPort());
      Signer signer = signer(SHORT, url);
      ClientException refused =
          assertThrows(ClientException.class, () -> signer.submit(pin("a"), HOUR));
      assertTrue(refused.remedy().contains("is it a Birthmark node's"), refused.remedy());
    } finally {
      web.stop(0);
    }
  }
}
