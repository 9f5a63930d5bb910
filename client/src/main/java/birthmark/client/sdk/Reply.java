package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** An answer whatever its status. */
record Reply(int status, Optional<Duration> retryAfter, Optional<URI> location, Bytes body) {
  /**
   * Its JSON object.
   *
   * @throws ClientException if it holds none, as when the address is some other server's
   */
  Json.Obj json(URI from) throws ClientException {
    try {
      if (JsonReader.read(body) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonException e) {
      throw notANode(from).because(e);
    }
    throw notANode(from);
  }

  private ClientException notANode(URI from) {
    return ClientException.unanswered(
        from + " answered with status " + status + " and nothing that a node says",
        "Check the address: is it a Birthmark node's, and does nothing stand between?");
  }

  /** Whether the same question to this or another node may be answered later. */
  boolean passing() {
    return status == 408 || status == 429 || status >= 500;
  }

  /** A statement that was counted has its answer, whatever the status: a repetition gets it too. */
  boolean counted() {
    try {
      return JsonReader.read(body) instanceof Json.Obj object
          && object.member("counted").isPresent();
    } catch (JsonException e) {
      return false;
    }
  }
}
