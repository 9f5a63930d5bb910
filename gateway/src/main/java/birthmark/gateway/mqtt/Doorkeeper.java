package birthmark.gateway.mqtt;

import birthmark.client.sdk.Notices;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Decision;
import birthmark.gateway.admission.Segment;
import birthmark.gateway.attestation.Attestations;
import birthmark.gateway.messages.Mailroom;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.PublishAuthorizer;
import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerOutput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ClientBasedInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The broker's door: a thing comes in by the key in its certificate, under its own name, while the
 * ledger admits it, and uses its own topics; whatever this does not allow is denied.
 */
final class Doorkeeper implements ExtensionMain, Admissions.Listener {
  private static final int REASON_MAX = 300;

  private final Admissions admissions;
  private final Attestations attestations;
  private final Mailroom mailroom;
  private final Notices notices;
  private final Subscriptions subscriptions;
  private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
  private final FewNotices refusals;
  private final Quotas quotas;
  private final Optional<TestDevice> testDevice;

  Doorkeeper(
      Admissions admissions,
      Attestations attestations,
      Mailroom mailroom,
      BrokerSettings.Limits limits,
      Optional<ThingId> testDevice,
      Notices notices) {
    this.quotas = new Quotas(limits);
    this.testDevice = testDevice.map(TestDevice::new);
    this.admissions = admissions;
    this.subscriptions = new Subscriptions(admissions, notices);
    this.attestations = attestations;
    this.mailroom = mailroom;
    this.notices = notices;
    this.refusals = new FewNotices(notices);
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    Authorization authorization = new Authorization();
    Authentication authentication =
        new Authentication(this::named, quotas, admissions, attestations, asking, refusals);
    Services.securityRegistry().setEnhancedAuthenticatorProvider(_ -> authentication);
    Services.securityRegistry().setAuthorizerProvider(_ -> authorization);
    Services.eventRegistry().setClientLifecycleEventListener(_ -> new Comings());
    AttestationTopics topics = new AttestationTopics(attestations, admissions, asking, refusals);
    MessageTopics messages = new MessageTopics(mailroom, asking, refusals);
    mailroom.carry(messages);
    Services.initializerRegistry()
        .setClientInitializer(
            (coming, client) -> {
              Optional<ThingId> thing = thing(coming.getClientInformation().getClientId());
              thing.ifPresent(id -> client.addPublishInboundInterceptor(pace(id)));
              client.addPublishInboundInterceptor(topics);
              client.addPublishInboundInterceptor(messages);
              if (thing.isEmpty()) {
                testDevice.ifPresent(client::addPublishOutboundInterceptor);
                testDevice.ifPresent(client::addPublishInboundInterceptor);
              }
            });
    admissions.listen(this);
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
    asking.shutdownNow();
  }

  /** The thing that a client id names. */
  static Optional<ThingId> thing(String clientId) {
    return Admissions.thing(clientId);
  }

  /** The thing that connects under a client id: its own, or any for the test device. */
  private Optional<ThingId> named(String clientId) {
    return thing(clientId).or(() -> testDevice.map(TestDevice::thing));
  }

  /** The key that a connection proved to hold. */
  static KeyId key(ConnectionInformation connection) throws CertificateException {
    return DeviceCertificates.key(
            connection
                .getClientTlsInformation()
                .flatMap(ClientTlsInformation::getClientCertificate)
                .orElseThrow(() -> new CertificateException("a thing must show its certificate")))
        .thumbprint();
  }

  private Pace pace(ThingId thing) {
    return new Pace(
        thing,
        admissions,
        quotas,
        why -> disconnect(thing.toString(), DisconnectReasonCode.QUOTA_EXCEEDED, why),
        refusals);
  }

  /** What fits into a reason string. */
  static String bounded(String text) {
    return text.length() <= REASON_MAX ? text : text.substring(0, REASON_MAX);
  }

  private void left(ThingId thing) {
    attestations.ended(thing);
    mailroom.ended(thing);
    admissions.leave(thing);
  }

  /** Ends the connection of a thing that may use less than before; more opens where it is. */
  @Override
  public void changed(Decision decision, Segment before) {
    if (!decision.segment().covers(before)) {
      disconnect(decision);
    }
  }

  @Override
  public void usageChanged(ThingId thing) {
    subscriptions.cut(
        thing,
        filters ->
            disconnect(
                thing.toString(), "its operator took away what it had subscribed to: " + filters));
  }

  private void disconnect(Decision decision) {
    String id = decision.thing().toString();
    notices.say("Disconnected " + id + ": " + decision.why());
    disconnect(id, decision.why());
    testDevice
        .filter(each -> each.thing().equals(decision.thing()))
        .ifPresent(each -> each.clients().forEach(name -> disconnect(name, decision.why())));
  }

  private void disconnect(String id, String why) {
    disconnect(id, DisconnectReasonCode.NOT_AUTHORIZED, why);
  }

  private void disconnect(String id, DisconnectReasonCode code, String why) {
    CompletableFuture<Boolean> _ =
        Services.clientService()
            .disconnectClient(id, false, code, bounded(why))
            .exceptionally(
                failure -> {
                  // Its topics are closed all the same: every message asks.
                  notices.say("The connection of " + id + " could not be ended: " + failure);
                  return false;
                });
  }

  private final class Authorization implements PublishAuthorizer, SubscriptionAuthorizer {
    private boolean allows(ClientBasedInput client, TopicUse.Direction direction, String topic) {
      Optional<ThingId> thing = thing(client.getClientInformation().getClientId());
      // Nobody else has come in under a name that is no thing's.
      return thing.isPresent()
          ? Topics.allows(
              thing.get(),
              segment(thing.get(), client),
              admissions.usage(thing.get()),
              direction,
              topic)
          : testDevice
              .filter(each -> TestDevice.allows(segment(each.thing(), client), topic))
              .isPresent();
    }

    private Segment segment(ThingId thing, ClientBasedInput client) {
      Segment segment = admissions.segment(thing);
      if (segment != Segment.NONE) {
        return segment;
      }
      try {
        return admissions.segment(thing, key(client.getConnectionInformation()));
      } catch (CertificateException e) {
        return Segment.NONE;
      }
    }

    @Override
    public void authorizePublish(PublishAuthorizerInput input, PublishAuthorizerOutput output) {
      String topic = input.getPublishPacket().getTopic();
      if (allows(input, TopicUse.Direction.PUBLISH, topic)) {
        output.authorizeSuccessfully();
      } else {
        output.failAuthorization(
            AckReasonCode.NOT_AUTHORIZED, "a thing publishes below its own topic, while admitted");
      }
    }

    @Override
    public void authorizeSubscribe(
        SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
      String filter = input.getSubscription().getTopicFilter();
      if (allows(input, TopicUse.Direction.SUBSCRIBE, filter)) {
        output.authorizeSuccessfully();
      } else {
        output.failAuthorization(
            SubackReasonCode.NOT_AUTHORIZED,
            "a thing subscribes below its own topic, while admitted");
      }
    }
  }

  /** One connection's coming and going. */
  private final class Comings implements ClientLifecycleEventListener {
    private boolean entered;

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {
      // Nothing is known of it yet.
    }

    @Override
    public synchronized void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
      String name = input.getClientInformation().getClientId();
      Optional<ThingId> thing = named(name);
      if (thing.isEmpty() || entered) {
        return;
      }
      testDevice.filter(each -> thing(name).isEmpty()).ifPresent(each -> each.clients().add(name));
      try {
        Decision decision = admissions.enter(thing.get(), key(input.getConnectionInformation()));
        entered = true;
        if (decision.segment() == Segment.NONE) {
          disconnect(decision);
        } else if (thing(name).isPresent()) {
          // Its session may be older than what it may use now.
          subscriptions.cut(thing.get(), _ -> {});
        }
      } catch (CertificateException e) {
        disconnect(Decision.none(thing.get(), String.valueOf(e.getMessage())));
      }
    }

    @Override
    public synchronized void onDisconnect(DisconnectEventInput input) {
      if (entered) {
        entered = false;
        String name = input.getClientInformation().getClientId();
        testDevice.ifPresent(each -> each.clients().remove(name));
        named(name).ifPresent(Doorkeeper.this::left);
      }
    }
  }
}
