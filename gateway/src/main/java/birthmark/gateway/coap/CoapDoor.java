package birthmark.gateway.coap;

import birthmark.client.coap.SecureEndpoint;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Decision;
import birthmark.gateway.admission.Segment;
import birthmark.gateway.attestation.Attestations;
import birthmark.gateway.messages.Mailroom;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.CoapServer;

/**
 * The door for things that speak CoAP over DTLS. DTLS shows which key a thing holds, the path of a
 * request which thing it says it is; the same decisions as for MQTT say what it may do.
 */
public final class CoapDoor implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 20_000;

  private final Admissions admissions;
  private final Attestations attestations;
  private final Notices notices;
  private final SecureEndpoint secure;
  private final CoapServer server;
  private final Map<KeyId, Session> sessions = new ConcurrentHashMap<>();

  /** A thing that is here by a key. */
  private record Session(ThingId thing, CoseKey key) {}

  /**
   * A door at {@code address}, which shows the key {@code own}.
   *
   * @throws ClientException if nothing can listen there
   */
  public CoapDoor(
      InetSocketAddress address,
      KeyPair own,
      Admissions admissions,
      Attestations attestations,
      Mailroom mailroom,
      Notices notices)
      throws ClientException {
    this.admissions = admissions;
    this.attestations = attestations;
    this.notices = notices;
    this.secure =
        new SecureEndpoint(
            address,
            own,
            true,
            key -> key.signingAlgorithm().filter(Algorithm::admissible).isPresent(),
            CONNECTIONS_MAX,
            key -> left(key.thumbprint()));
    this.server = new CoapServer(secure.configuration());
    server.addEndpoint(secure.endpoint());
    server.add(new ThingResources(this, admissions, attestations, mailroom, notices));
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw ClientException.local(
              "nothing can listen for CoAP at " + address, "Is the port free, and this machine's?")
          .because(e);
    }
    admissions.listen(this::changed);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return secure.endpoint().getAddress();
  }

  /** Lets the holder of {@code key} in as {@code thing}; the reason if it may do nothing. */
  Optional<String> enter(ThingId thing, CoseKey key) {
    Session here = new Session(thing, key);
    if (here.equals(sessions.get(key.thumbprint()))) {
      return admissions.segment(thing) == Segment.NONE
          ? Optional.of("it is not admitted any more")
          : Optional.empty();
    }
    Decision decision = admissions.enter(thing, key.thumbprint());
    Session before =
        decision.segment() == Segment.NONE ? here : sessions.put(key.thumbprint(), here);
    if (before != null) {
      admissions.leave(before.thing());
    }
    return decision.segment() == Segment.NONE ? Optional.of(decision.why()) : Optional.empty();
  }

  private void left(KeyId key) {
    Session session = sessions.remove(key);
    if (session != null) {
      attestations.ended(session.thing());
      admissions.leave(session.thing());
    }
  }

  /** Ends the connection of a thing that may do less than before. */
  private void changed(Decision decision, Segment before) {
    if (decision.segment().covers(before)) {
      return;
    }
    for (Session session : sessions.values()) {
      if (session.thing().equals(decision.thing())) {
        notices.say("Disconnected " + decision.thing() + " (CoAP): " + decision.why());
        secure.end(session.key());
        left(session.key().thumbprint());
      }
    }
  }

  @Override
  public void close() {
    server.destroy();
  }
}
