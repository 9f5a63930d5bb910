package birthmark.client.coap;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.util.Optional;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.elements.exception.ConnectorException;

/** A thing's way to a gateway by CoAP over DTLS (docs/gateway.md, "CoAP"). */
public final class GatewayLink implements AutoCloseable {
  private static final long ANSWER_MILLIS = 30_000;
  private static final int CONNECTIONS = 4;

  private final InetSocketAddress gateway;
  private final ThingId thing;
  private final SecureEndpoint secure;

  /**
   * A way for {@code thing} to the gateway at {@code gateway}.
   *
   * @param known the gateway's key, by which the thing knows it
   * @param own the thing's signing key
   * @throws ClientException if this machine lets nobody send
   */
  public GatewayLink(InetSocketAddress gateway, CoseKey known, KeyPair own, ThingId thing)
      throws ClientException {
    this.gateway = gateway;
    this.thing = thing;
    this.secure =
        new SecureEndpoint(local(gateway), own, false, known::equals, CONNECTIONS, _ -> {});
    try {
      secure.endpoint().start();
    } catch (IOException e) {
      throw ClientException.local("no socket can be opened", "Are there too many?").because(e);
    }
  }

  /** Any port of ours, on loopback where the gateway is there. */
  private static InetSocketAddress local(InetSocketAddress gateway) {
    return gateway.getAddress() != null && gateway.getAddress().isLoopbackAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
        : new InetSocketAddress(0);
  }

  /**
   * What proves where {@code agreement} stands; empty if the gateway has nothing to show.
   *
   * @throws ClientException if the gateway does not answer, or lets the thing do nothing
   */
  public Optional<Bytes> proof(AgreementId agreement) throws ClientException {
    CoapResponse response = asked("messages", "agreement", agreement.value());
    return response.getCode() == ResponseCode.NOT_FOUND
        ? Optional.empty()
        : Optional.of(body(response));
  }

  /** What the gateway says to {@code envelope}: JSON, with a fault if it does not take it. */
  public Json.Obj post(Bytes envelope) throws ClientException {
    try {
      return JsonReader.read(body(asked("messages", "post", envelope))) instanceof Json.Obj answer
          ? answer
          : Json.object().build();
    } catch (JsonException e) {
      throw ClientException.unanswered("the gateway answers no JSON", "Is it a gateway?")
          .because(e);
    }
  }

  /** The envelope or receipt that waits first, without those that the thing passed over. */
  public Optional<Bytes> next() throws ClientException {
    return Optional.of(body(asked("messages", "next", Bytes.EMPTY)))
        .filter(octets -> octets.length() > 0);
  }

  /** Hands over the thing's own receipt; the next one is first then. */
  public void received(Bytes receipt) throws ClientException {
    body(asked("messages", "received", receipt));
  }

  /** Has what waits behind the item whose SHA-256 is {@code id} come first. */
  public void pass(Bytes id) throws ClientException {
    body(asked("messages", "pass", id));
  }

  private static Bytes body(CoapResponse response) throws ClientException {
    if (!response.isSuccess()) {
      throw ClientException.refused(
          "the gateway refuses: " + response.getCode() + " " + response.getResponseText(),
          "See where the thing stands: birthmark admission standing.");
    }
    byte[] payload = response.getPayload();
    return payload == null ? Bytes.EMPTY : Bytes.copyOf(payload);
  }

  /**
   * The answer to {@code body}, posted to the thing's own resource.
   *
   * @throws ClientException if nobody answers, or not the gateway that the thing knows
   */
  public CoapResponse asked(String part, String step, Bytes body) throws ClientException {
    CoapClient client =
        new CoapClient(
                "coaps",
                gateway.getHostString(),
                gateway.getPort(),
                "things",
                thing.toString(),
                part,
                step)
            .setEndpoint(secure.endpoint())
            .setTimeout(ANSWER_MILLIS);
    try {
      CoapResponse response =
          client.post(body.toByteArray(), MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      if (response == null) {
        throw ClientException.unanswered("nobody answers at " + gateway, "Try again later.");
      }
      return response;
    } catch (ConnectorException | IOException e) {
      throw ClientException.unanswered(
              "the gateway at " + gateway + " is not the one that the thing knows, or not there",
              "Is it the gateway's own server.pem, and does the gateway listen for CoAP?")
          .because(e);
    } finally {
      client.shutdown();
    }
  }

  @Override
  public void close() {
    secure.endpoint().destroy();
  }
}
