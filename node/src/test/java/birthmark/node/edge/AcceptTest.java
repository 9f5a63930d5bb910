package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final List<String> OFFERED = List.of("text/plain; charset=utf-8", "a/json");

  private static Request accepting(List<Field> fields) {
    return new Request(
        "GET",
        "http",
        "/",
        "",
        fields,
        Map.of(),
        max -> Bytes.EMPTY,
        InetAddress.ofLiteral("192.0.2.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                          | text/plain; charset=utf-8
          a/json                       | a/json
          A/JSON                       | a/json
          text/html, a/*               | a/json
          text/plain;q=0.1, */*        | a/json
          text/plain;q=0.5, a/json;q=0.49 | text/plain; charset=utf-8
          text/*;q=1.0, a/json;q=0.999 | text/plain; charset=utf-8
          a/json;q=0, */*;q=0.1        | text/plain; charset=utf-8
          """)
  void theOneThatIsPreferredIsChosen(String accept, String chosen) {
    assertEquals(chosen, Accept.choose(accepting(List.of(new Field("Accept", accept))), OFFERED));
  }

  @Test
  void whoAcceptsAnythingGetsTheFirst() {
    assertEquals(OFFERED.getFirst(), Accept.choose(accepting(List.of()), OFFERED));
  }

  @ParameterizedTest
  @CsvSource({"image/png", "a/json;q=0", "a/json;q=2", "''"})
  void whoAcceptsNothingOfItIsRefused(String accept) {
    assertThrows(
        ProblemException.class,
        () -> Accept.choose(accepting(List.of(new Field("Accept", accept))), OFFERED));
  }
}
