package birthmark.node.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs made by Jazzer from valid ones, those that reach new code bred further: nothing that reads
 * what strangers send does more than refuse, and what it takes is what it should be.
 */
@Tag("alone")
class FuzzTest {
  private static final int SHORT_SECONDS = 2;
  private static final int LONG_SECONDS = 120;

  @TempDir private Path folder;

  @ParameterizedTest
  @Tag("real")
  @ValueSource(strings = {"answers", "bodies", "cbor", "json", "receipts", "rows", "statements"})
  void aShortHuntFindsNothing(String target) throws Exception {
    hunt(target, SHORT_SECONDS);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"answers", "bodies", "cbor", "json", "receipts", "rows", "statements"})
  void aLongHuntFindsNothing(String target) throws Exception {
    hunt(target, LONG_SECONDS);
  }

  private void hunt(String target, int seconds) throws Exception {
    Hunt.Bag bag = Hunt.of(target, folder, seconds);
    assertEquals(
        Optional.empty(), bag.broken().map(Bytes::hex), () -> "the input, found so:\n" + bag.log());
    assertTrue(bag.inputs() >= bag.seeds(), bag.log());
    assertTrue(bag.edges() > 100, bag.log());
    System.out.printf(
        "%s: %d inputs, %d branches, %d of them by the first%n",
        target, bag.inputs(), bag.edges(), bag.firstEdges());
  }

  @Test
  void theSeedsThemselvesAreFine() {
    for (String name : new String[] {"answers", "cbor", "json", "receipts", "rows", "statements"}) {
      Target target = Fuzzer.target(name);
      assertTrue(target.seeds().size() > 1, name);
      target.seeds().forEach(target::read);
    }
  }
}
