package birthmark.gateway.mqtt;

import birthmark.client.sdk.Notices;
import birthmark.contracts.things.ThingId;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * What the gateway itself publishes to one thing, below its own topics.
 *
 * @param below the topics below the thing's own, ending with a slash
 * @param notices who is told of what could not be sent
 */
record ThingPublications(String below, Notices notices) {
  /** Sends {@code payload} to {@code thing} alone; one that does not listen does not get it. */
  void send(ThingId thing, String step, byte[] payload) {
    CompletableFuture<PublishToClientResult> _ =
        Services.publishService()
            .publishToClient(
                Builders.publish()
                    .topic(Topics.of(thing) + below + step)
                    .qos(Qos.AT_LEAST_ONCE)
                    .payload(ByteBuffer.wrap(payload))
                    .build(),
                thing.toString())
            .exceptionally(
                failure -> {
                  notices.say("What " + thing + " asked for could not be sent: " + failure);
                  return PublishToClientResult.NOT_SUBSCRIBED;
                });
  }
}
