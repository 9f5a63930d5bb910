package birthmark.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;

class RecordShellTest {
  /** More than what is done by reflection. */
  private static final int OFTEN = 1_000;

  /** A record that refuses. */
  public record Even(long number, String name) {
    public Even {
      if (number % 2 != 0) {
        throw new IllegalArgumentException(number + " is odd");
      }
    }

    /** Who named it. */
    @Override
    public String name() {
      if (name.isEmpty()) {
        throw new IllegalStateException("nobody");
      }
      return name;
    }
  }

  private final RecordShell<Even> shell = RecordShell.of(Even.class, MethodHandles.publicLookup());

  @Test
  void aRecordIsTakenApartAndPutTogetherAlikeHoweverOftenItWas() throws MalformedException {
    for (int i = 0; i < OFTEN; i++) {
      Even made = shell.make(new Object[] {2L * i, "n" + i});
      assertEquals(new Even(2L * i, "n" + i), made);
      assertEquals(2L * i, shell.component(made, 0));
      assertEquals("n" + i, shell.component(made, 1));
    }
  }

  @Test
  void whatARecordRefusesIsItsOwnSentenceHoweverOftenItWas() {
    for (int i = 0; i < OFTEN; i++) {
      Object[] odd = {7L, "seven"};
      MalformedException refused = assertThrows(MalformedException.class, () -> shell.make(odd));
      assertEquals("7 is odd", refused.sentence());
      assertThrows(IllegalStateException.class, () -> shell.remake(odd));
      assertEquals(
          "nobody",
          assertThrows(IllegalStateException.class, () -> shell.component(new Even(0, ""), 1))
              .getMessage());
    }
  }
}
