package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A thing's MQTT 5 connection by Eclipse Paho. */
final class Client implements AutoCloseable {
  static final long SECONDS = 15;
  private static final int QUOTA_EXCEEDED = 151;
  private static final long PAUSE_NANOS = 1_000_000;

  /** Half of what the gateway lets be under way from one thing. */
  private static final int AT_ONCE = 10;

  private final MqttAsyncClient client;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<Received> octets = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  /** A connection that was made, or {@link MqttException} with the reason. */
  Client(int port, String clientId, SSLContext tls) throws MqttException {
    this(port, clientId, tls, "");
  }

  /** The same with a last will to the topic {@code will}, if it has any. */
  Client(int port, String clientId, SSLContext tls, String will) throws MqttException {
    this(port, clientId, tls, willing(will));
  }

  /** The same with a password. */
  static Client withPassword(int port, String clientId, SSLContext tls, String password)
      throws MqttException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUserName(clientId);
    options.setPassword(password.getBytes(StandardCharsets.UTF_8));
    return new Client(port, clientId, tls, options);
  }

  private static MqttConnectionOptions willing(String will) {
    MqttConnectionOptions options = new MqttConnectionOptions();
    if (!will.isEmpty()) {
      options.setWill(will, new MqttMessage("gone".getBytes(StandardCharsets.UTF_8)));
    }
    return options;
  }

  private Client(int port, String clientId, SSLContext tls, MqttConnectionOptions options)
      throws MqttException {
    client = new MqttAsyncClient("ssl://127.0.0.1:" + port, clientId, new MemoryPersistence());
    client.setCallback(new Callback());
    options.setSocketFactory(tls.getSocketFactory());
    options.setHttpsHostnameVerificationEnabled(false);
    options.setConnectionTimeout((int) SECONDS);
    try {
      client.connect(options).waitForCompletion(SECONDS * 1_000);
    } catch (MqttException e) {
      client.close(true);
      throw e;
    }
  }

  /** TLS that shows the key of {@code device} and trusts {@code server} alone. */
  static SSLContext tls(Site.Device device, X509Certificate server)
      throws ClientException, GeneralSecurityException, IOException {
    return device.file().tls(Site.PASSWORDS, Optional.of(trust(server)));
  }

  static TrustManager[] trust(X509Certificate server) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("gateway", server);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust.getTrustManagers();
  }

  /** Subscribes, and says by which reason code that was answered. */
  int subscribe(String filter) throws MqttException {
    IMqttToken token = client.subscribe(filter, 1);
    try {
      token.waitForCompletion(SECONDS * 1_000);
    } catch (MqttException e) {
      return e.getReasonCode();
    }
    return token.getReasonCodes()[0];
  }

  /** Publishes, and says by which reason code that was refused; 0 if it was not. */
  int publish(String topic, String text) throws MqttException {
    return publish(topic, text.getBytes(StandardCharsets.UTF_8));
  }

  int publish(String topic, byte[] payload) throws MqttException {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(1);
    IMqttToken token = client.publish(topic, message);
    try {
      token.waitForCompletion(SECONDS * 1_000);
    } catch (MqttException e) {
      return e.getReasonCode();
    }
    int reason = token.getReasonCodes() == null ? 0 : token.getReasonCodes()[0];
    return reason < 0x80 ? 0 : reason;
  }

  /**
   * Publishes {@code count} times as fast as answers let it, and says how many the quota refused.
   */
  int flood(String topic, int count) throws MqttException {
    List<IMqttToken> tokens = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < count; i++) {
      tokens.add(publishWhenThereIsRoom(topic));
      if (tokens.size() == AT_ONCE || i == count - 1) {
        for (IMqttToken each : tokens) {
          refused += refusedByQuota(each) ? 1 : 0;
        }
        tokens.clear();
      }
    }
    return refused;
  }

  /**
   * Paho wakes whoever waits for an answer before it counts that publication as over, and refuses
   * to send meanwhile: on a busy machine it is asked again.
   */
  private IMqttToken publishWhenThereIsRoom(String topic) throws MqttException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (true) {
      MqttMessage message = new MqttMessage(new byte[16]);
      message.setQos(1);
      try {
        return client.publish(topic, message);
      } catch (MqttException e) {
        if (e.getReasonCode() != MqttClientException.REASON_CODE_MAX_INFLIGHT
            || System.nanoTime() > until) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static boolean refusedByQuota(IMqttToken token) throws MqttException {
    int reason;
    try {
      token.waitForCompletion(SECONDS * 1_000);
      reason = token.getReasonCodes() == null ? 0 : token.getReasonCodes()[0];
    } catch (MqttException e) {
      reason = e.getReasonCode();
    }
    if (reason != QUOTA_EXCEEDED && reason >= 0x80) {
      throw new MqttException(reason);
    }
    return reason == QUOTA_EXCEEDED;
  }

  /** The next message, as {@code topic text}. */
  String message() throws InterruptedException {
    String message = messages.poll(SECONDS, TimeUnit.SECONDS);
    return message == null ? "nothing" : message;
  }

  /** The octets of the next message to {@code topic}; others are passed over. */
  Bytes octets(String topic) throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      Received received = octets.poll(SECONDS, TimeUnit.SECONDS);
      if (received == null) {
        break;
      }
      if (received.topic().equals(topic)) {
        return received.payload();
      }
    }
    throw new AssertionError("nothing came to " + topic);
  }

  private record Received(String topic, Bytes payload) {}

  /** Why the connection ended, waiting for so long. */
  Optional<String> end(long millis) throws InterruptedException {
    return Optional.ofNullable(ends.poll(millis, TimeUnit.MILLISECONDS));
  }

  boolean isConnected() {
    return client.isConnected();
  }

  private final class Callback implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
      ends.add(response.getReturnCode() + " " + response.getReasonString());
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      ends.add(String.valueOf(exception));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      octets.add(new Received(topic, Bytes.copyOf(message.getPayload())));
      messages.add(topic + " " + new String(message.getPayload(), StandardCharsets.UTF_8));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // What was delivered is asked of the token itself.
    }

    @Override
    public void connectComplete(boolean reconnect, String uri) {
      // The constructor waits for it.
    }

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {
      ends.add("auth " + reason);
    }
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnect(0).waitForCompletion(2_000);
    }
    client.close(true);
  }
}
