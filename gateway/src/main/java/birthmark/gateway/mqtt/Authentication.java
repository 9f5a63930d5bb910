package birthmark.gateway.mqtt;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Decision;
import birthmark.gateway.admission.Segment;
import birthmark.gateway.attestation.Attestations;
import birthmark.json.Json;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.EnhancedAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.EnhancedAuthConnectInput;
import com.hivemq.extension.sdk.api.auth.parameter.EnhancedAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.EnhancedAuthOutput;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import com.hivemq.extension.sdk.api.parameter.ClientBasedInput;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * How a thing comes in: by the key in its certificate, under its own name, while the ledger admits
 * it. Over MQTT 5 it may attest while it connects, and again while it is here (enhanced
 * authentication, MQTT 5 section 4.12).
 */
final class Authentication implements EnhancedAuthenticator {
  /** The authentication method of things that attest while they connect. */
  static final String METHOD = "birthmark-attest";

  private static final Duration DECISION_MAX = Duration.ofSeconds(10);
  private static final int ASKING_MAX = 64;

  private final Function<String, Optional<ThingId>> named;
  private final Quotas quotas;
  private final Admissions admissions;
  private final Attestations attestations;
  private final ExecutorService asking;
  private final FewNotices refusals;
  private final Semaphore room = new Semaphore(ASKING_MAX);

  /** Lets in whom {@code named} makes out behind a client id, as {@code admissions} say. */
  Authentication(
      Function<String, Optional<ThingId>> named,
      Quotas quotas,
      Admissions admissions,
      Attestations attestations,
      ExecutorService asking,
      FewNotices refusals) {
    this.named = named;
    this.quotas = quotas;
    this.admissions = admissions;
    this.attestations = attestations;
    this.asking = asking;
    this.refusals = refusals;
  }

  /** What is to be answered once there is time to ask the ledger. */
  private interface Step {
    void answer(ThingId thing, KeyId key);
  }

  @Override
  public void onConnect(EnhancedAuthConnectInput input, EnhancedAuthOutput output) {
    Optional<String> method = input.getConnectPacket().getAuthenticationMethod();
    if (method.isPresent() && !method.get().equals(METHOD)) {
      output.failAuthentication(
          DisconnectedReasonCode.BAD_AUTHENTICATION_METHOD,
          "things authenticate by TLS; the method " + METHOD + " has them attest as well");
      return;
    }
    Optional<Long> outSeconds =
        named.apply(input.getClientInformation().getClientId()).flatMap(quotas::outSeconds);
    if (outSeconds.isPresent()) {
      output.failAuthentication(
          DisconnectedReasonCode.QUOTA_EXCEEDED,
          "this thing published far more than it may; " + Pace.stayAway(outSeconds.get()));
      return;
    }
    Bytes form = octets(input.getConnectPacket().getAuthenticationData());
    inTurn(
        input,
        output,
        (thing, key) -> {
          Decision decision = admissions.decide(thing, key);
          if (decision.segment() == Segment.NONE) {
            refusals.say("Refused " + thing + ": " + decision.why());
            output.failAuthentication(
                DisconnectedReasonCode.NOT_AUTHORIZED, Doorkeeper.bounded(decision.why()));
          } else if (method.isEmpty()) {
            output.authenticateSuccessfully();
          } else {
            challenge(thing, key, form, output);
          }
        });
  }

  @Override
  public void onReAuth(EnhancedAuthInput input, EnhancedAuthOutput output) {
    Bytes form = octets(input.getAuthPacket().getAuthenticationData());
    inTurn(input, output, (thing, key) -> challenge(thing, key, form, output));
  }

  @Override
  public void onAuth(EnhancedAuthInput input, EnhancedAuthOutput output) {
    Bytes evidence = octets(input.getAuthPacket().getAuthenticationData());
    inTurn(
        input,
        output,
        (thing, key) -> {
          Json.Obj result = attestations.result(thing, key, evidence);
          if (result.member("height").orElse(new Json.Null()) instanceof Json.Int height) {
            admissions.look(thing, height.value());
          }
          Optional<String> fault = fault(result);
          if (fault.isPresent()) {
            refusals.say("Refused " + thing + ": " + fault.get());
            output.failAuthentication(
                DisconnectedReasonCode.NOT_AUTHORIZED, Doorkeeper.bounded(fault.get()));
          } else {
            output.authenticateSuccessfully(AttestationTopics.octets(result));
          }
        });
  }

  private void challenge(ThingId thing, KeyId key, Bytes form, EnhancedAuthOutput output) {
    try {
      output.continueAuthentication(attestations.challenge(thing, key, form).toByteArray());
    } catch (ClientException e) {
      output.failAuthentication(
          DisconnectedReasonCode.NOT_AUTHORIZED, Doorkeeper.bounded(e.what()));
    }
  }

  /** Why a thing with this result does not come in by it. */
  private static Optional<String> fault(Json.Obj result) {
    if (result.member("problem").orElse(new Json.Null()) instanceof Json.Text problem) {
      return Optional.of(problem.value());
    }
    return result.member("admitted").orElse(new Json.Null()).equals(new Json.Bool(false))
        ? Optional.of("the ledger does not admit what it runs: " + text(result, "finding"))
        : Optional.empty();
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  private static Bytes octets(Optional<ByteBuffer> data) {
    return data.map(MessageTopics::bytes).orElse(Bytes.EMPTY);
  }

  private void inTurn(ClientBasedInput input, EnhancedAuthOutput output, Step step) {
    Optional<ThingId> thing = named.apply(input.getClientInformation().getClientId());
    if (thing.isEmpty()) {
      output.failAuthentication(
          DisconnectedReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "the client id is the thing's id: 64 hexadecimal digits in lower case");
      return;
    }
    KeyId key;
    try {
      key = Doorkeeper.key(input.getConnectionInformation());
    } catch (CertificateException e) {
      refusals.say("Refused " + thing.get() + ": " + e.getMessage());
      output.failAuthentication(
          DisconnectedReasonCode.NOT_AUTHORIZED,
          Doorkeeper.bounded(String.valueOf(e.getMessage())));
      return;
    }
    if (!room.tryAcquire()) {
      output.failAuthentication(
          DisconnectedReasonCode.SERVER_BUSY, "too many things connect at once; try again");
      return;
    }
    Async<EnhancedAuthOutput> async =
        output.async(
            DECISION_MAX,
            TimeoutFallback.FAILURE,
            DisconnectedReasonCode.SERVER_BUSY,
            "the ledger did not answer in time");
    asking.execute(
        () -> {
          try {
            step.answer(thing.get(), key);
          } finally {
            room.release();
            async.resume();
          }
        });
  }
}
