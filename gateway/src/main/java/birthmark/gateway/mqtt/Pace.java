package birthmark.gateway.mqtt;

import birthmark.client.sdk.Notices;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.things.ThingId;
import birthmark.gateway.admission.Admissions;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import java.util.function.Consumer;

/**
 * How much one connection may publish: so many messages a second, and so many octets if the thing's
 * operator says so. What is beyond goes to nobody, and its sender is told; one that cannot be told,
 * since its MQTT has no word for it, is disconnected.
 */
final class Pace implements PublishInboundInterceptor {
  /** What may come at once is what may come in so many seconds. */
  private static final double BURST_SECONDS = 2;

  private static final double NANOS_A_SECOND = 1e9;

  private final ThingId thing;
  private final Admissions admissions;
  private final double messagesPerSecond;
  private final Consumer<String> disconnect;
  private final Notices notices;
  private long lastNanos = System.nanoTime();
  private double messages;
  private double octets;
  private boolean told;

  /**
   * That of {@code thing}.
   *
   * @param disconnect ends the connection and says why
   */
  Pace(
      ThingId thing,
      Admissions admissions,
      int messagesPerSecond,
      Consumer<String> disconnect,
      Notices notices) {
    this.thing = thing;
    this.admissions = admissions;
    this.messagesPerSecond = messagesPerSecond;
    this.disconnect = disconnect;
    this.notices = notices;
  }

  @Override
  public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
    PublishPacket packet = input.getPublishPacket();
    long length =
        (long) packet.getTopic().length()
            + packet.getPayload().map(each -> each.remaining()).orElse(0);
    if (takes(length, admissions.usage(thing).map(Usage::octetsPerSecond).orElse(0L))) {
      return;
    }
    String why = "this thing publishes more than it may; it is to wait and publish again";
    if (!told) {
      told = true;
      notices.say("Limited " + thing + ": " + why);
    }
    output.preventPublishDelivery(AckReasonCode.QUOTA_EXCEEDED, why);
    if (packet.getQos() != Qos.AT_MOST_ONCE && !isFive(input.getConnectionInformation())) {
      disconnect.accept(why);
    }
  }

  private static boolean isFive(ConnectionInformation connection) {
    return connection.getMqttVersion() == MqttVersion.V_5;
  }

  /** Whether there is room for a message of {@code length} octets; then it is taken. */
  private synchronized boolean takes(long length, long octetsPerSecond) {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / NANOS_A_SECOND;
    lastNanos = now;
    messages = Math.max(0, messages - seconds * messagesPerSecond);
    octets = Math.max(0, octets - seconds * octetsPerSecond);
    boolean room =
        messages + 1 <= BURST_SECONDS * messagesPerSecond
            && (octetsPerSecond == 0 || octets + length <= BURST_SECONDS * octetsPerSecond);
    if (room) {
      messages++;
      octets += length;
    }
    return room;
  }
}
