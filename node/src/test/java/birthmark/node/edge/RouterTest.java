package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static Route route(String method, String template) {
    return new Route(
        method,
        template,
        Operation.of(method + " " + template, "…"),
        _ -> Reply.json(Json.object().build()));
  }

  @Test
  void aStepThatIsWrittenOutCountsBeforeOneThatIsNamed() {
    Router router =
        new Router(
            List.of(
                route("GET", "/a/{x}/c"),
                route("GET", "/a/b/{y}"),
                route("GET", "/a/b/d"),
                route("POST", "/a/b/d")));
    assertEquals("/a/b/d", router.match("GET", "/a/b/d").route().template());
    assertEquals("/a/b/{y}", router.match("GET", "/a/b/c").route().template());
    assertEquals(Map.of("x", "z/ä"), router.match("GET", "/a/z%2F%C3%A4/c").named());
  }

  @Test
  void routesThatHideEachOtherAreNamedAtTheStart() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Router(
                    List.of(route("GET", "/a/{x}"), route("GET", "/a/{y}"), route("GET", "/b"))));
    assertTrue(
        String.valueOf(e.getMessage()).contains("GET /a/{y} is the same as /a/{x}"), e::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/%", "/a/%zz", "/a/%ff", "/a/%c0%80"})
  void aPathThatIsNotPercentEncodedUtf8IsRefused(String path) {
    Router router = new Router(List.of(route("GET", "/a/{x}")));
    ProblemException e = assertThrows(ProblemException.class, () -> router.match("GET", path));
    assertEquals(400, e.problem().kind().status());
  }

  @Test
  void pathsAreWrittenAsTheyAreRead() {
    List<String> steps = List.of("a b", "c/d", "ä", "%", "+", "");
    assertEquals("a%20b/c%2Fd/%C3%A4/%25/%2B/", Percent.path(steps));
    assertEquals(steps, Percent.steps("/" + Percent.path(steps)));
  }
}
