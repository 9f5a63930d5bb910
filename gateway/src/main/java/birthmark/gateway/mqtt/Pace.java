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
 * Holds one connection to its thing's quota. What is beyond goes to nobody, and its sender is told;
 * one that cannot be told, since its MQTT has no word for it, or that goes on regardless, is
 * disconnected.
 */
final class Pace implements PublishInboundInterceptor {
  private final ThingId thing;
  private final Admissions admissions;
  private final Quotas quotas;
  private final Consumer<String> disconnect;
  private final Notices notices;
  private boolean told;
  private boolean ended;

  /**
   * That of {@code thing}.
   *
   * @param disconnect ends the connection and says why
   */
  Pace(
      ThingId thing,
      Admissions admissions,
      Quotas quotas,
      Consumer<String> disconnect,
      Notices notices) {
    this.thing = thing;
    this.admissions = admissions;
    this.quotas = quotas;
    this.disconnect = disconnect;
    this.notices = notices;
  }

  @Override
  public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
    PublishPacket packet = input.getPublishPacket();
    long length =
        (long) packet.getTopic().length()
            + packet.getPayload().map(each -> each.remaining()).orElse(0);
    Quotas.Verdict verdict =
        quotas.count(thing, length, admissions.usage(thing).map(Usage::octetsPerSecond).orElse(0L));
    if (verdict == Quotas.Verdict.TAKEN) {
      return;
    }
    String why = "this thing publishes more than it may; it is to wait and publish again";
    if (!told) {
      told = true;
      notices.say("Limited " + thing + ": " + why);
    }
    output.preventPublishDelivery(AckReasonCode.QUOTA_EXCEEDED, why);
    if (verdict == Quotas.Verdict.PUT_OUT) {
      end(
          "this thing went on publishing far more than it may; "
              + stayAway(Quotas.OUT.toSeconds()));
    } else if (packet.getQos() != Qos.AT_MOST_ONCE && !isFive(input.getConnectionInformation())) {
      end(why);
    }
  }

  /** What one that was put out is to do. */
  static String stayAway(long seconds) {
    return "it may come back in " + seconds + " s";
  }

  private void end(String why) {
    if (!ended) {
      ended = true;
      disconnect.accept(why);
    }
  }

  private static boolean isFive(ConnectionInformation connection) {
    return connection.getMqttVersion() == MqttVersion.V_5;
  }
}
