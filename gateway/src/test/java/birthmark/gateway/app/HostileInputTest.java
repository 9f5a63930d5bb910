package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes to the gateway's door that is no thing's, or is a thing's that means harm. */
@Tag("real")
@ExtendWith(Front.Shared.class)
@Order(Front.ORDER)
class HostileInputTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final int FLOOD = 400;

  /** What a thing of the site may publish a second while this is tried. */
  private static final long FEW_OCTETS = 1_000;

  private static Front front;

  @BeforeAll
  static void start(Front shared) {
    front = shared;
  }

  @Test
  void whatStrangersSendHarmsNobody() throws Exception {
    Site.Device device = front.site.admitted("steady", Algorithm.ED25519);
    List<Socket> open = new ArrayList<>();
    try (Client client = front.connected(device)) {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.gateway.port());
        open.add(socket);
        // The first octets of a TLS record that never ends, or of no TLS at all.
        socket.getOutputStream().write(i % 2 == 0 ? new byte[] {22, 3, 1, 2, 0, 1} : new byte[64]);
      }
      Site.Device rude = front.site.admitted("rude", Algorithm.ED25519);
      List<byte[]> packets =
          List.of(
              new byte[] {16, -1, -1, -1, -1, 1},
              new byte[] {16, 4, 0, 4, 'M', 'Q'},
              new byte[] {0, 0, 0, 0},
              new byte[] {48, 127},
              "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      for (byte[] packet : packets) {
        try (SSLSocket socket =
            (SSLSocket)
                front
                    .tls(rude)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", front.gateway.port())) {
          socket.setSoTimeout(10_000);
          socket.startHandshake();
          OutputStream out = socket.getOutputStream();
          out.write(packet);
          out.flush();
          assertTrue(socket.getInputStream().read() != 0x20, "it is let in by nothing");
        }
      }
      SSLContext nobody = SSLContext.getInstance("TLS");
      nobody.init(null, Client.trust(front.gateway.certificate()), null);
      assertThrows(
          MqttException.class,
          () -> new Client(front.gateway.port(), device.thing().toString(), nobody));
      assertEquals(0, client.publish(Front.own(device, "x"), "1"));
      TimeUnit.SECONDS.sleep(6);
      for (Socket socket : open) {
        socket.setSoTimeout(1_000);
        assertFalse(stillOpen(socket), "half-open connections end");
      }
      assertTrue(client.isConnected());
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static boolean stillOpen(Socket socket) {
    try {
      int octet = socket.getInputStream().read();
      while (octet >= 0) {
        octet = socket.getInputStream().read();
      }
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Adds what makes a certificate another than the usual one. */
  private interface Change {
    void to(X509v3CertificateBuilder builder) throws IOException;
  }

  private static X509Certificate certificate(KeyPair pair, Instant until, Change change)
      throws Exception {
    X500Name name = new X500Name("CN=thing");
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(until.minus(YEAR)),
            Date.from(until),
            name,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    change.to(builder);
    byte[] der =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** TLS that shows {@code chain} and signs by {@code pair}. */
  private static SSLContext showing(KeyPair pair, Certificate... chain) throws Exception {
    char[] none = {};
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load(null, null);
    shown.setKeyEntry("thing", pair.getPrivate(), none, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(shown, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), Client.trust(front.gateway.certificate()), null);
    return context;
  }

  @Test
  void certificatesThatAreExpiredHugeForAnotherUseOrAnothersLetNobodyIn() throws Exception {
    Site.Device device = front.site.admitted("well-made", Algorithm.ES256);
    KeyPair pair = device.file().signingPair(Site.PASSWORDS);
    KeyPair other =
        front.site.admitted("borrowed", Algorithm.ES256).file().signingPair(Site.PASSWORDS);
    Instant later = Instant.now().plus(Duration.ofDays(30));
    X509Certificate good = certificate(pair, later, _ -> {});
    X509Certificate expired = certificate(pair, Instant.now().minusSeconds(60), _ -> {});
    X509Certificate server =
        certificate(
            pair,
            later,
            builder ->
                builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
    X509Certificate authority =
        certificate(
            pair,
            later,
            builder ->
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
    X509Certificate huge =
        certificate(
            pair,
            later,
            builder ->
                builder.addExtension(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), false, new byte[1 << 20]));
    String name = device.thing().toString();
    int port = front.gateway.port();
    try (Client client = new Client(port, name, showing(pair, good))) {
      assertEquals(0, client.publish(Front.own(device, "x"), "1"));
    }
    X509Certificate foreign = certificate(other, later, _ -> {});
    for (SSLContext tls :
        List.of(
            showing(pair, expired),
            showing(pair, server),
            showing(pair, authority),
            showing(pair, huge),
            showing(other, foreign, good))) {
      assertThrows(MqttException.class, () -> new Client(port, name, tls));
    }
    try (Client client = front.connected(device)) {
      assertEquals(0, client.publish(Front.own(device, "x"), "1"), "and harm nobody");
    }
  }

  @Test
  void whoPublishesTooMuchIsToldAndOthersAreServed() throws Exception {
    Site.Device loud = front.site.admitted("loud", Algorithm.ED25519);
    Site.Device quiet = front.site.admitted("quiet", Algorithm.ED25519);
    try (Client flooding = front.connected(loud);
        Client steady = front.connected(quiet)) {
      front.site.describeUsage();
      front.site.limitUsage(FEW_OCTETS);
      int refused = 0;
      for (int i = 0; i < 100 && refused == 0; i++) {
        refused = flooding.flood(Front.own(loud, "x"), FLOOD);
      }
      assertTrue(refused > 0, "what is beyond its rate is refused");
      assertTrue(refused < FLOOD, "and the rest taken");
      assertEquals(0, steady.publish(Front.own(quiet, "x"), "1"));
    } finally {
      front.site.tightenUsage();
    }
  }

  @Test
  void aSubscriberThatNeverReadsHoldsNobodyUp() throws Exception {
    Site.Device quiet = front.site.admitted("patient", Algorithm.ED25519);
    try (SSLSocket deaf =
            (SSLSocket)
                front
                    .tls(front.tester)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", front.gateway.port());
        Client speaking = new Client(front.gateway.port(), "speaker", front.tls(front.tester));
        Client steady = front.connected(quiet)) {
      deaf.setSoTimeout(10_000);
      deaf.getOutputStream().write(connect("deaf"));
      deaf.getOutputStream().write(subscribe("noise/#"));
      deaf.getOutputStream().flush();
      assertEquals(0x20, deaf.getInputStream().read(), "it is connected");
      // From here on it reads nothing: its own window, then the queue for it, fill.
      assertEquals(0, speaking.flood("noise/a", 1_500), "who speaks is not held up");
      assertEquals(0, steady.publish(Front.own(quiet, "x"), "1"));
      assertEquals(0, speaking.publish("noise/a", "last"));
    }
  }

  /** A CONNECT of MQTT 3.1.1 with a clean session (section 3.1). */
  private static byte[] connect(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x10);
    out.write(12 + name.length());
    out.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0});
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /** A SUBSCRIBE for QoS 1 (section 3.8). */
  private static byte[] subscribe(String filter) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x82);
    out.write(5 + filter.length());
    out.writeBytes(new byte[] {0, 1, 0});
    out.write(filter.length());
    out.writeBytes(filter.getBytes(StandardCharsets.US_ASCII));
    out.write(1);
    return out.toByteArray();
  }
}
