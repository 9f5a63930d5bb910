package birthmark.gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a filter that is allowed lets a thing ask for. */
class TopicsTest {
  @ParameterizedTest
  @CsvSource({
    "state/#, state/lit, true",
    "state/#, state, true",
    "state/#, state/+/x, true",
    "state/#, state/#, true",
    "state/#, '#', false",
    "state/#, +/lit, false",
    "state/#, statement, false",
    "orders/+, orders/on, true",
    "orders/+, orders/+, true",
    "orders/+, orders/#, false",
    "orders/+, orders, false",
    "orders/+, orders/a/b, false",
    "+/x, a/x, true",
    "'#', a/b/c, true"
  })
  void nothingWiderThanWhatIsAllowedIsCovered(String wide, String narrow, boolean covered) {
    assertEquals(covered, Topics.covers(wide, narrow));
  }
}
