package birthmark.gateway.mqtt;

import birthmark.contracts.things.ThingId;
import birthmark.gateway.admission.Segment;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one thing that may connect under any name and use any topic but those of things, so that a
 * suite of tests of others can be run against this broker. It is let in by its key while the ledger
 * admits it, like any thing, and gets nothing that is a thing's.
 */
final class TestDevice implements PublishOutboundInterceptor, PublishInboundInterceptor {
  private static final String THINGS = "things/";
  private static final String SHARED = "$share/";

  private final ThingId thing;
  private final Set<String> clients = ConcurrentHashMap.newKeySet();

  TestDevice(ThingId thing) {
    this.thing = thing;
  }

  /** Which thing it is. */
  ThingId thing() {
    return thing;
  }

  /** The names under which it is connected. */
  Set<String> clients() {
    return clients;
  }

  /** Whether it may publish to {@code topic}, or subscribe to it, with what its segment allows. */
  static boolean allows(Segment segment, String topic) {
    String filter =
        topic.startsWith(SHARED) ? topic.substring(topic.indexOf('/', SHARED.length()) + 1) : topic;
    return segment == Segment.WHOLE && !filter.startsWith(THINGS);
  }

  /** Takes what is published below $, which is the broker's own, and gives it to nobody. */
  @Override
  public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
    if (input.getPublishPacket().getTopic().startsWith("$")) {
      output.preventPublishDelivery();
    }
  }

  /** Keeps what is a thing's from filters that match everything. */
  @Override
  public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
    if (input.getPublishPacket().getTopic().startsWith(THINGS)) {
      output.preventPublishDelivery();
    }
  }
}
