package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.coap.SecureEndpoint;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.elements.exception.ConnectorException;

/** A thing's way to the gateway by CoAP over DTLS. */
final class CoapThing implements AutoCloseable {
  private static final long ANSWER_MILLIS = 30_000;

  private final Site.Device device;
  private final Gateway gateway;
  private final SecureEndpoint secure;

  /** A thing that knows the gateway by its key. */
  CoapThing(Site.Device device, Gateway gateway) throws ClientException, IOException {
    this(device, gateway, JdkSignatures.coseKey(gateway.certificate().getPublicKey()));
  }

  /** A thing that expects {@code known} there. */
  CoapThing(Site.Device device, Gateway gateway, CoseKey known)
      throws ClientException, IOException {
    this.device = device;
    this.gateway = gateway;
    this.secure =
        new SecureEndpoint(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            device.file().signingPair(Site.PASSWORDS),
            false,
            known::equals,
            4,
            _ -> {});
    secure.endpoint().start();
  }

  /** The answer to what it posts to its own resource. */
  CoapResponse post(String step, Bytes payload) throws ConnectorException, IOException {
    return post(device, step, payload);
  }

  /** The same to the resource of {@code other}. */
  CoapResponse post(Site.Device other, String step, Bytes payload)
      throws ConnectorException, IOException {
    InetSocketAddress address = gateway.coap().orElseThrow();
    CoapClient client =
        new CoapClient(
                "coaps",
                address.getHostString(),
                address.getPort(),
                "things",
                other.thing().toString(),
                step.substring(0, step.indexOf('/')),
                step.substring(step.indexOf('/') + 1))
            .setEndpoint(secure.endpoint())
            .setTimeout(ANSWER_MILLIS);
    CoapResponse response =
        client.post(payload.toByteArray(), MediaTypeRegistry.APPLICATION_OCTET_STREAM);
    if (response == null) {
      throw new AssertionError("no answer to " + step);
    }
    return response;
  }

  ResponseCode code(String step, Bytes payload) throws ConnectorException, IOException {
    return post(step, payload).getCode();
  }

  Bytes octets(String step, Bytes payload) throws ConnectorException, IOException {
    CoapResponse response = post(step, payload);
    if (!response.isSuccess()) {
      throw new AssertionError(response.getCode() + " " + response.getResponseText());
    }
    return Bytes.copyOf(response.getPayload() == null ? new byte[0] : response.getPayload());
  }

  Json.Obj told(String step, Bytes payload) throws ConnectorException, IOException {
    return (Json.Obj) JsonReader.read(octets(step, payload));
  }

  Correspondent side(AgreementId agreement, Site site, Path folder) throws Exception {
    return new Correspondent(
        folder.resolve(device.thing() + "-" + agreement),
        Site.identity(device),
        ProvenAgreement.of(octets("messages/agreement", agreement.value()), site.genesis()),
        Duration.ofHours(1),
        InstantSource.system());
  }

  @Override
  public void close() {
    secure.endpoint().destroy();
  }
}
