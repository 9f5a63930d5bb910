package birthmark.node.edge;

import static birthmark.node.edge.NonceMemory.Verdict.NEW;
import static birthmark.node.edge.NonceMemory.Verdict.TOO_MANY;
import static birthmark.node.edge.NonceMemory.Verdict.USED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.cose.KeyId;
import org.junit.jupiter.api.Test;

class NonceMemoryTest {
  private static final KeyId A = KeyId.fromHex("aa".repeat(32));
  private static final KeyId B = KeyId.fromHex("bb".repeat(32));

  @Test
  void aNonceIsNewOncePerKey() {
    NonceMemory memory = new NonceMemory(10, 5);
    assertEquals(NEW, memory.use(A, "1", 0, 120));
    assertEquals(USED, memory.use(A, "1", 120, 120));
    assertEquals(NEW, memory.use(B, "1", 0, 120));
    assertEquals(NEW, memory.use(A, "1", 121, 120));
  }

  @Test
  void noKeyFillsMoreThanItsShare() {
    NonceMemory memory = new NonceMemory(3, 2);
    assertEquals(NEW, memory.use(A, "1", 0, 120));
    assertEquals(NEW, memory.use(A, "2", 0, 120));
    assertEquals(TOO_MANY, memory.use(A, "3", 0, 120));
    assertEquals(NEW, memory.use(B, "1", 0, 120));
    assertEquals(TOO_MANY, memory.use(B, "2", 0, 120));
    assertEquals(NEW, memory.use(A, "3", 121, 120));
  }
}
