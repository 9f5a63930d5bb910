package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.coap.GatewayLink;
import birthmark.client.sdk.KeyFile;
import birthmark.contracts.things.ThingId;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.core.CoapResponse;

/** A copy of a thing that is switched on beside it: it has what was on the thing's disk. */
final class Twin {
  /** What it says: whether it was let in. */
  static final List<String> ANSWERS = List.of("in", "out");

  private Twin() {}

  /** Attests by the keys in a file: {@code FILE STARTS SERVER.PEM PORT}. */
  public static void main(String[] args) throws Exception {
    KeyFile file = KeyFile.open(Path.of(args[0]));
    SigningKey key = file.signingKey(Site.PASSWORDS);
    Site.Device device = new Site.Device(file, key, ThingId.of(key.publicKey()));
    try (InputStream pem = Files.newInputStream(Path.of(args[2]));
        GatewayLink link =
            new GatewayLink(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[3])),
                JdkSignatures.coseKey(
                    CertificateFactory.getInstance("X.509")
                        .generateCertificate(pem)
                        .getPublicKey()),
                file.signingPair(Site.PASSWORDS),
                device.thing())) {
      System.out.println(isAdmitted(device, link, Long.parseLong(args[1])) ? "in" : "out");
    }
  }

  /** Whether {@code device}, which has started so often, is let in by what it says of itself. */
  static boolean isAdmitted(Site.Device device, GatewayLink link, long starts) throws Exception {
    Bytes nonce = payload(link.asked("attest", "request", Bytes.EMPTY));
    Bytes evidence = Site.evidence(device, "1.0.0", nonce, starts);
    Json.Obj result =
        (Json.Obj) JsonReader.read(payload(link.asked("attest", "evidence", evidence)));
    return result.member("admitted").equals(Optional.of(new Json.Bool(true)));
  }

  private static Bytes payload(CoapResponse response) {
    if (!response.isSuccess()) {
      throw new AssertionError(response.getCode() + " " + response.getResponseText());
    }
    return Bytes.copyOf(response.getPayload());
  }
}
