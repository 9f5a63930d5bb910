package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.coap.GatewayLink;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;

/** A thing's way to the gateway by CoAP over DTLS. */
final class CoapThing implements AutoCloseable {
  private final Site.Device device;
  private final Gateway gateway;
  private final GatewayLink link;

  /** A thing that knows the gateway by its key. */
  CoapThing(Site.Device device, Gateway gateway) throws ClientException {
    this(device, gateway, key(gateway));
  }

  /** A thing that expects {@code known} there. */
  CoapThing(Site.Device device, Gateway gateway, CoseKey known) throws ClientException {
    this.device = device;
    this.gateway = gateway;
    this.link = link(device, gateway, known, device);
  }

  private static CoseKey key(Gateway gateway) {
    return JdkSignatures.coseKey(gateway.certificate().getPublicKey());
  }

  private static GatewayLink link(
      Site.Device holder, Gateway gateway, CoseKey known, Site.Device named)
      throws ClientException {
    return new GatewayLink(
        gateway.coap().orElseThrow(),
        known,
        holder.file().signingPair(Site.PASSWORDS),
        named.thing());
  }

  /** The answer to what it posts to its own resource. */
  CoapResponse post(String step, Bytes payload) throws ClientException {
    return post(link, step, payload);
  }

  /** The same to the resource of {@code other}. */
  CoapResponse post(Site.Device other, String step, Bytes payload) throws ClientException {
    try (GatewayLink stolen = link(device, gateway, key(gateway), other)) {
      return post(stolen, step, payload);
    }
  }

  private static CoapResponse post(GatewayLink link, String step, Bytes payload)
      throws ClientException {
    int slash = step.indexOf('/');
    return link.asked(step.substring(0, slash), step.substring(slash + 1), payload);
  }

  ResponseCode code(String step, Bytes payload) throws ClientException {
    return post(step, payload).getCode();
  }

  Bytes octets(String step, Bytes payload) throws ClientException {
    CoapResponse response = post(step, payload);
    if (!response.isSuccess()) {
      throw new AssertionError(response.getCode() + " " + response.getResponseText());
    }
    return Bytes.copyOf(response.getPayload() == null ? new byte[0] : response.getPayload());
  }

  Json.Obj told(String step, Bytes payload) throws ClientException {
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
    link.close();
  }
}
