package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final Bytes STATEMENT = Bytes.fromHex("d2840102");

  @TempDir private Path folder;

  @Test
  void whatWasNotAnsweredIsFoundWithTheSameOctetsInOrder() throws ClientException {
    Outbox outbox = new Outbox(folder.resolve("outbox"));
    outbox.put(10, STATEMENT).close();
    outbox.put(9, Bytes.fromHex("00")).close();
    List<Outbox.Entry> left = outbox.abandoned();
    assertEquals(
        List.of(Bytes.fromHex("00"), STATEMENT),
        left.stream().map(Outbox.Entry::statement).toList());
    for (Outbox.Entry entry : left) {
      entry.close();
    }
  }

  @Test
  void whatWasAnsweredIsForgotten() throws ClientException {
    Outbox outbox = new Outbox(folder.resolve("outbox"));
    try (Outbox.Entry entry = outbox.put(1, STATEMENT)) {
      entry.answered();
    }
    assertTrue(outbox.abandoned().isEmpty());
  }

  @Test
  void whatSomebodyWaitsForIsLeftAlone() throws ClientException {
    Outbox outbox = new Outbox(folder.resolve("outbox"));
    try (Outbox.Entry held = outbox.put(1, STATEMENT)) {
      assertTrue(outbox.abandoned().isEmpty(), () -> "held: " + held.statement());
    }
    assertEquals(1, outbox.abandoned().size());
  }

  @Test
  void anOutboxThatWasNeverUsedIsEmpty() throws ClientException {
    assertTrue(new Outbox(folder.resolve("none")).abandoned().isEmpty());
  }
}
