package birthmark.gateway.mqtt;

import birthmark.bytes.Bytes;
import birthmark.client.messages.MessageException;
import birthmark.client.sdk.Notices;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.gateway.messages.Mailroom;
import birthmark.json.JsonWriter;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/**
 * The topics below {@code things/ID/messages/}, by which a thing exchanges messages with others
 * through the mailroom. What it publishes there goes to nobody else.
 */
final class MessageTopics implements PublishInboundInterceptor, Mailroom.Carrier {
  private static final String TOPICS = "messages/";
  private static final String POST = "post";
  private static final String POSTED = "posted";
  private static final String FETCH = "fetch";
  private static final String MESSAGE = "message";
  private static final String RECEIPT = "receipt";
  private static final String RECEIVED = "received";
  private static final String PASS = "pass";
  private static final String AGREEMENT = "agreement";
  private static final String PROOF = "proof";
  private static final int AT_ONCE = 1_024;
  private static final int ID = 32;

  private final Mailroom mailroom;
  private final ExecutorService working;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Map<ThingId, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();
  private final Notices notices;
  private final ThingPublications publications;

  MessageTopics(Mailroom mailroom, ExecutorService working, Notices notices) {
    this.mailroom = mailroom;
    this.working = working;
    this.notices = notices;
    this.publications = new ThingPublications(TOPICS, notices);
  }

  @Override
  public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
    Optional<ThingId> thing = Doorkeeper.thing(input.getClientInformation().getClientId());
    String topic = input.getPublishPacket().getTopic();
    if (thing.isEmpty() || !topic.startsWith(Topics.of(thing.get()) + TOPICS)) {
      return;
    }
    String step = topic.substring(Topics.of(thing.get()).length() + TOPICS.length());
    switch (step) {
      case POST, FETCH, RECEIVED, PASS, AGREEMENT -> {
        if (!room.tryAcquire()) {
          output.preventPublishDelivery(
              AckReasonCode.QUOTA_EXCEEDED, "too many things send at once; try again");
          return;
        }
        Bytes payload =
            input.getPublishPacket().getPayload().map(MessageTopics::bytes).orElse(Bytes.EMPTY);
        output.preventPublishDelivery();
        inTurn(thing.get(), () -> answer(thing.get(), step, payload));
      }
      default ->
          output.preventPublishDelivery(
              AckReasonCode.TOPIC_NAME_INVALID,
              "publish to messages/post, fetch, received, pass or agreement");
    }
  }

  /** Does what one thing asks for in the order in which it asks. */
  private void inTurn(ThingId thing, Runnable step) {
    CompletableFuture<Void> turn =
        turns.compute(
            thing,
            (_, before) ->
                (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                    .exceptionally(_ -> null)
                    .thenRunAsync(step, working));
    CompletableFuture<Void> _ =
        turn.whenComplete(
            (_, failure) -> {
              room.release();
              turns.remove(thing, turn);
              if (failure != null) {
                notices.say("What " + thing + " asked for failed: " + failure);
              }
            });
  }

  /** The octets of a payload. */
  static Bytes bytes(ByteBuffer buffer) {
    byte[] octets = new byte[buffer.remaining()];
    buffer.duplicate().get(octets);
    return Bytes.ofOwned(octets);
  }

  private void answer(ThingId thing, String step, Bytes payload) {
    switch (step) {
      case POST ->
          publications.send(
              thing,
              POSTED,
              JsonWriter.compact(mailroom.post(thing, payload)).getBytes(StandardCharsets.UTF_8));
      case FETCH -> mailroom.fetch(thing);
      case PASS -> mailroom.pass(thing, payload);
      case RECEIVED -> {
        Optional<MessageException> fault = mailroom.received(thing, payload);
        fault.ifPresent(each -> notices.say("A receipt of " + thing + ": " + each.sentence()));
      }
      default ->
          publications.send(
              thing,
              PROOF,
              (payload.length() == ID
                      ? mailroom.proof(thing, new AgreementId(payload)).orElse(Bytes.EMPTY)
                      : Bytes.EMPTY)
                  .toByteArray());
    }
  }

  @Override
  public void hand(ThingId thing, boolean receipt, Bytes octets) {
    publications.send(thing, receipt ? RECEIPT : MESSAGE, octets.toByteArray());
  }
}
