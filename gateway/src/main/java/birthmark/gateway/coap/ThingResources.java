package birthmark.gateway.coap;

import birthmark.bytes.Bytes;
import birthmark.client.coap.SecureEndpoint;
import birthmark.client.messages.MessageException;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Segment;
import birthmark.gateway.attestation.Attestations;
import birthmark.gateway.messages.Mailroom;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;

/**
 * The resources {@code things/ID/attest/…} and {@code things/ID/messages/…}, each asked by POST; a
 * thing asks for its own.
 */
final class ThingResources extends CoapResource {
  private static final int AT_ONCE = 256;
  private static final int STEPS = 4;
  private static final int ID = 32;

  private final CoapDoor door;
  private final Admissions admissions;
  private final Attestations attestations;
  private final Mailroom mailroom;
  private final Notices notices;
  private final ExecutorService working = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(AT_ONCE);

  ThingResources(
      CoapDoor door,
      Admissions admissions,
      Attestations attestations,
      Mailroom mailroom,
      Notices notices) {
    super("things");
    this.door = door;
    this.admissions = admissions;
    this.attestations = attestations;
    this.mailroom = mailroom;
    this.notices = notices;
  }

  /** All below it is its own. */
  @Override
  public Resource getChild(String name) {
    return this;
  }

  @Override
  public void handlePOST(CoapExchange exchange) {
    List<String> path = exchange.getRequestOptions().getUriPath();
    Optional<ThingId> thing =
        path.size() == STEPS ? Admissions.thing(path.get(1)) : Optional.empty();
    Optional<CoseKey> key =
        Optional.ofNullable(exchange.advanced().getRequest().getSourceContext().getPeerIdentity())
            .flatMap(SecureEndpoint::key);
    if (thing.isEmpty() || key.isEmpty()) {
      exchange.respond(ResponseCode.NOT_FOUND, "post to things/ID/attest/… or messages/…");
      return;
    }
    if (!room.tryAcquire()) {
      exchange.respond(ResponseCode.SERVICE_UNAVAILABLE, "too many things ask at once; try again");
      return;
    }
    exchange.accept();
    working.execute(
        () -> {
          try {
            answer(exchange, thing.get(), key.get(), path.get(2) + "/" + path.get(3));
          } catch (RuntimeException e) {
            notices.say("What " + thing.get() + " asked for failed: " + e);
            exchange.respond(ResponseCode.INTERNAL_SERVER_ERROR);
          } finally {
            room.release();
          }
        });
  }

  private void answer(CoapExchange exchange, ThingId thing, CoseKey key, String step) {
    Optional<String> refusal = door.enter(thing, key);
    if (refusal.isPresent()) {
      exchange.respond(ResponseCode.FORBIDDEN, refusal.get());
      return;
    }
    Bytes payload =
        exchange.getRequestPayloadSize() == 0
            ? Bytes.EMPTY
            : Bytes.copyOf(exchange.getRequestPayload());
    if (step.startsWith("messages/") && admissions.segment(thing) != Segment.WHOLE) {
      exchange.respond(ResponseCode.FORBIDDEN, "a thing exchanges messages while admitted");
      return;
    }
    switch (step) {
      case "attest/request" -> challenge(exchange, thing, key, payload);
      case "attest/evidence" -> evidence(exchange, thing, key, payload);
      case "messages/post" -> told(exchange, mailroom.post(thing, payload));
      case "messages/next" ->
          octets(exchange, Optional.of(mailroom.next(thing).orElse(Bytes.EMPTY)));
      case "messages/pass" -> {
        mailroom.pass(thing, payload);
        exchange.respond(ResponseCode.CHANGED);
      }
      case "messages/received" -> {
        Optional<MessageException> fault = mailroom.received(thing, payload);
        if (fault.isPresent()) {
          exchange.respond(ResponseCode.BAD_REQUEST, fault.get().sentence());
        } else {
          exchange.respond(ResponseCode.CHANGED);
        }
      }
      case "messages/agreement" ->
          octets(
              exchange,
              payload.length() == ID
                  ? mailroom.proof(thing, new AgreementId(payload))
                  : Optional.empty());
      default -> exchange.respond(ResponseCode.NOT_FOUND, "there is no " + step);
    }
  }

  private void challenge(CoapExchange exchange, ThingId thing, CoseKey key, Bytes request) {
    try {
      octets(exchange, Optional.of(attestations.challenge(thing, key.thumbprint(), request)));
    } catch (ClientException e) {
      exchange.respond(
          e.kind() == ClientException.Kind.REFUSED
              ? ResponseCode.BAD_REQUEST
              : ResponseCode.SERVICE_UNAVAILABLE,
          e.what());
    }
  }

  private void evidence(CoapExchange exchange, ThingId thing, CoseKey key, Bytes payload) {
    Json.Obj result = attestations.result(thing, key.thumbprint(), payload);
    if (result.member("height").orElse(new Json.Null()) instanceof Json.Int height) {
      admissions.look(thing, height.value());
    }
    told(exchange, result);
  }

  private static void told(CoapExchange exchange, Json.Obj answer) {
    exchange.respond(
        ResponseCode.CHANGED,
        JsonWriter.compact(answer).getBytes(StandardCharsets.UTF_8),
        MediaTypeRegistry.APPLICATION_JSON);
  }

  private static void octets(CoapExchange exchange, Optional<Bytes> found) {
    if (found.isEmpty()) {
      exchange.respond(ResponseCode.NOT_FOUND);
      return;
    }
    exchange.respond(
        ResponseCode.CONTENT,
        found.get().toByteArray(),
        MediaTypeRegistry.APPLICATION_OCTET_STREAM);
  }
}
