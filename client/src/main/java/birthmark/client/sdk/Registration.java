package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborException;
import birthmark.cbor.CborItem;
import java.net.URI;

/**
 * A signed statement's registration at a node (SCRAPI, draft-ietf-scitt-scrapi).
 *
 * @param entry the entry's name, as in {@code GET /entries/{entry}}
 * @param receipt its receipt; whoever relies on it verifies it
 * @param before whether it was registered before it was sent
 */
public record Registration(String entry, Bytes receipt, boolean before) {
  private static final int TITLE = -1;
  private static final int DETAIL = -2;

  /**
   * Has {@code node} register {@code statement}, and goes on until that is decided.
   *
   * @throws ClientException if it is refused, or not decided within the patience
   */
  public static Registration of(Node node, Bytes statement) throws ClientException {
    Reply reply = node.post("/entries", statement);
    URI location = reply.location().orElse(URI.create(""));
    boolean before = reply.status() == 200;
    if (reply.status() == 303) {
      reply = node.awaited(location.getPath());
    }
    if (reply.status() != 200 && reply.status() != 201) {
      throw problem(reply, node.url());
    }
    String path = location.getPath();
    return new Registration(path.substring(path.lastIndexOf('/') + 1), reply.body(), before);
  }

  /** What went wrong, as RFC 9290 has it. */
  private static ClientException problem(Reply reply, URI from) {
    String title = "the node " + from + " answered with status " + reply.status();
    String detail = "Check the address: is it a Birthmark node's, and does it register statements?";
    try {
      if (CborDecoder.decode(reply.body(), CborDecoder.Profile.VALID) instanceof CborItem.Map map) {
        title = "the node does not register it: " + text(map, TITLE, title);
        detail = text(map, DETAIL, detail);
      }
    } catch (CborException e) {
      return ClientException.unanswered(title, detail).because(e);
    }
    return reply.status() >= 500
        ? ClientException.unanswered(title, detail)
        : ClientException.refused(title, detail);
  }

  private static String text(CborItem.Map map, int label, String otherwise) {
    return map.value(CborItem.integer(label)).orElse(CborItem.Simple.NULL)
            instanceof CborItem.TextString(String text)
        ? text
        : otherwise;
  }
}
