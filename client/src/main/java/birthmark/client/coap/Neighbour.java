package birthmark.client.coap;

import birthmark.bytes.Bytes;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Fault;
import birthmark.client.messages.Message;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.MessageReceipt;
import birthmark.client.sdk.ClientException;
import birthmark.cose.CoseKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.util.function.Consumer;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.exception.ConnectorException;

/**
 * A thing that exchanges messages with others directly, with no gateway and no node within reach.
 * It talks to the keys of its agreement's things alone, as the ledger was proven to have them.
 */
public final class Neighbour implements AutoCloseable {
  private static final String MESSAGES = "messages";
  private static final int CONNECTIONS_MAX = 64;
  private static final long ANSWER_MILLIS = 20_000;

  private final Correspondent side;
  private final Consumer<Message> arrived;
  private final SecureEndpoint secure;
  private final CoapServer server;

  /**
   * A thing that listens at {@code address}.
   *
   * @param own its signing key, by which others know it
   * @param arrived told each message once, when it is kept
   * @throws ClientException if nothing can listen there
   */
  public Neighbour(
      InetSocketAddress address, KeyPair own, Correspondent side, Consumer<Message> arrived)
      throws ClientException {
    this.side = side;
    this.arrived = arrived;
    this.secure = new SecureEndpoint(address, own, false, this::trusts, CONNECTIONS_MAX, _ -> {});
    this.server = new CoapServer(secure.configuration());
    server.addEndpoint(secure.endpoint());
    server.add(new Inbox());
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw ClientException.local("nothing can listen at " + address, "Is the port free?")
          .because(e);
    }
  }

  private boolean trusts(CoseKey key) {
    return side.agreement().standing().members().stream()
        .anyMatch(each -> each.signing().equals(key));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return secure.endpoint().getAddress();
  }

  /**
   * Hands a message to its recipient, which listens at {@code to}, and takes its receipt.
   *
   * @throws MessageException if the recipient does not take it, or its receipt counts for nothing
   * @throws ClientException if nobody answers there; it may have arrived, and is to be sent again
   */
  public MessageReceipt deliver(InetSocketAddress to, Correspondent.Outgoing message)
      throws MessageException, ClientException {
    CoapClient client =
        new CoapClient("coaps", to.getHostString(), to.getPort(), MESSAGES)
            .setEndpoint(secure.endpoint())
            .setTimeout(ANSWER_MILLIS);
    try {
      CoapResponse response =
          client.post(message.envelope().toByteArray(), MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      if (response == null) {
        throw ClientException.unanswered("nobody answers at " + to, "Send it again later.");
      }
      if (!response.isSuccess()) {
        throw new MessageException(Fault.REFUSED, response.getResponseText());
      }
      return side.receipted(Bytes.copyOf(response.getPayload()));
    } catch (ConnectorException | IOException e) {
      throw ClientException.unanswered(
              "the thing at " + to + " is not who it should be, or not there",
              "Send it again later.")
          .because(e);
    } finally {
      client.shutdown();
    }
  }

  private final class Inbox extends CoapResource {
    Inbox() {
      super(MESSAGES);
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      try {
        Correspondent.Arrival arrival = side.receive(Bytes.copyOf(exchange.getRequestPayload()));
        if (arrival.first()) {
          arrived.accept(arrival.message());
        }
        exchange.respond(
            ResponseCode.CHANGED,
            arrival.receipt().toByteArray(),
            MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      } catch (MessageException e) {
        exchange.respond(
            e.fault() == Fault.MALFORMED ? ResponseCode.BAD_REQUEST : ResponseCode.FORBIDDEN,
            e.fault().code());
      } catch (ClientException e) {
        exchange.respond(ResponseCode.SERVICE_UNAVAILABLE, Fault.UNAVAILABLE.code());
      }
    }
  }

  @Override
  public void close() {
    server.destroy();
  }
}
