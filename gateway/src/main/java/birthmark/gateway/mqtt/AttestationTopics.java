package birthmark.gateway.mqtt;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.attestation.Attestations;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/**
 * The topics below {@code things/ID/attest/}: the thing publishes to {@code request} and gets a
 * challenge on {@code challenge}; publishes its evidence to {@code evidence} and gets the result on
 * {@code result}. What it publishes there goes to nobody else.
 */
final class AttestationTopics implements PublishInboundInterceptor {
  private static final String TOPICS = "attest/";
  private static final String REQUEST = "request";
  private static final String CHALLENGE = "challenge";
  private static final String EVIDENCE = "evidence";
  private static final String RESULT = "result";
  private static final int AT_ONCE = 64;

  private final Attestations attestations;
  private final Admissions admissions;
  private final ExecutorService working;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Notices notices;
  private final ThingPublications publications;

  AttestationTopics(
      Attestations attestations, Admissions admissions, ExecutorService working, Notices notices) {
    this.attestations = attestations;
    this.admissions = admissions;
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
    KeyId key;
    try {
      key = Doorkeeper.key(input.getConnectionInformation());
    } catch (CertificateException e) {
      output.preventPublishDelivery(AckReasonCode.NOT_AUTHORIZED);
      return;
    }
    if (!step.equals(REQUEST) && !step.equals(EVIDENCE)) {
      output.preventPublishDelivery(
          AckReasonCode.TOPIC_NAME_INVALID, "publish to attest/request or attest/evidence");
      return;
    }
    if (!room.tryAcquire()) {
      output.preventPublishDelivery(
          AckReasonCode.QUOTA_EXCEEDED, "too many things attest at once; try again");
      return;
    }
    Bytes payload =
        input.getPublishPacket().getPayload().map(MessageTopics::bytes).orElse(Bytes.EMPTY);
    output.preventPublishDelivery();
    working.execute(
        () -> {
          try {
            answer(thing.get(), key, step, payload);
          } finally {
            room.release();
          }
        });
  }

  /** A result as it is told. */
  static byte[] octets(Json.Obj result) {
    return JsonWriter.compact(result).getBytes(StandardCharsets.UTF_8);
  }

  private void answer(ThingId thing, KeyId key, String step, Bytes payload) {
    if (step.equals(EVIDENCE)) {
      Json.Obj result = attestations.result(thing, key, payload);
      byte[] told = octets(result);
      boolean admitted =
          result.member("admitted").orElse(new Json.Null()).equals(new Json.Bool(true));
      // Whoever is told that it is in finds its topics open; who is put out is told why first.
      if (admitted) {
        look(thing, result);
      }
      publications.send(thing, RESULT, told);
      if (!admitted) {
        look(thing, result);
      }
      return;
    }
    try {
      publications.send(
          thing, CHALLENGE, attestations.challenge(thing, key, payload).toByteArray());
    } catch (ClientException e) {
      notices.say("No challenge for " + thing + ": " + e.what());
      publications.send(thing, RESULT, octets(Attestations.unchallenged(e)));
    }
  }

  private void look(ThingId thing, Json.Obj result) {
    if (result.member("height").orElse(new Json.Null()) instanceof Json.Int height) {
      admissions.look(thing, height.value());
    }
  }
}
