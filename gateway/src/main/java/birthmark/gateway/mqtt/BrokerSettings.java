package birthmark.gateway.mqtt;

import birthmark.contracts.things.ThingId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the broker listens and what bounds it.
 *
 * @param host the address
 * @param port the port, not 0
 * @param keyStore the gateway's certificate and private key, PKCS#12
 * @param password that file's password
 * @param data the folder of sessions and messages that wait
 * @param limits what bounds it
 * @param testDevice the thing that may connect under any name, for a suite of tests of others
 */
public record BrokerSettings(
    String host,
    int port,
    Path keyStore,
    String password,
    Path data,
    Limits limits,
    Optional<ThingId> testDevice) {
  /**
   * What one thing, and all together, may take.
   *
   * @param connections how many at once
   * @param handshakeMillis how long TLS may take, and after it the first packet
   * @param packetOctets how large a packet
   * @param queued how many messages wait for one that sleeps or does not read
   * @param sessionSeconds how long they wait
   * @param inFlight how many messages of one thing are under way unacknowledged
   * @param octetsPerSecond how much one thing may publish; 0 for as much as comes. The broker's own
   *     limit (incoming-bandwidth-throttling) is one for all things together: {@link Quotas} has
   *     this one
   * @param messagesPerSecond how many messages one thing may publish
   */
  public record Limits(
      int connections,
      int handshakeMillis,
      int packetOctets,
      int queued,
      int sessionSeconds,
      int inFlight,
      int octetsPerSecond,
      int messagesPerSecond) {
    /** What holds unless somebody sets something else. */
    public static final Limits USUAL =
        new Limits(20_000, 5_000, 131_072, 1_000, 7 * 86_400, 20, 262_144, 500);
  }

  /** The broker's own configuration file. */
  String xml(Path truststore) {
    return """
    <?xml version="1.0"?>
    <hivemq>
      <listeners>
        <tls-tcp-listener>
          <port>%d</port>
          <bind-address>%s</bind-address>
          <tls>
            <keystore><path>%s</path><password>%s</password>\
    <private-key-password>%s</private-key-password></keystore>
            <truststore><path>%s</path><password>%s</password></truststore>
            <protocols><protocol>TLSv1.3</protocol></protocols>
            <handshake-timeout>%d</handshake-timeout>
            <client-authentication-mode>REQUIRED</client-authentication-mode>
          </tls>
        </tls-tcp-listener>
      </listeners>
      <mqtt>
        <queued-messages><max-queue-size>%d</max-queue-size><strategy>discard</strategy></queued-messages>
        <session-expiry><max-interval>%d</max-interval></session-expiry>
        <message-expiry><max-interval>%d</max-interval></message-expiry>
        <shared-subscriptions><enabled>%b</enabled></shared-subscriptions>
        <keep-alive><max-keep-alive>1200</max-keep-alive><allow-unlimited>%b</allow-unlimited></keep-alive>
        <packets><max-packet-size>%d</max-packet-size></packets>
        <receive-maximum><server-receive-maximum>%d</server-receive-maximum></receive-maximum>
      </mqtt>
      <restrictions>
        <max-connections>%d</max-connections>
        <max-client-id-length>128</max-client-id-length>
        <max-topic-length>512</max-topic-length>
        <no-connect-idle-timeout>%d</no-connect-idle-timeout>
      </restrictions>
      <security><allow-empty-client-id><enabled>%b</enabled></allow-empty-client-id></security>
      <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
      <persistence><mode>file</mode></persistence>
    </hivemq>
    """
        .formatted(
            port,
            escaped(host),
            escaped(keyStore.toAbsolutePath().toString()),
            escaped(password),
            escaped(password),
            escaped(truststore.toAbsolutePath().toString()),
            escaped(password),
            limits.handshakeMillis(),
            limits.queued(),
            limits.sessionSeconds(),
            limits.sessionSeconds(),
            testDevice.isPresent(),
            testDevice.isPresent(),
            limits.packetOctets(),
            limits.inFlight(),
            limits.connections(),
            limits.handshakeMillis(),
            testDevice.isPresent());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
