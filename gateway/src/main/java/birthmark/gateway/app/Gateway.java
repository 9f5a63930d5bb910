package birthmark.gateway.app;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Notices;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.Patience;
import birthmark.client.sdk.Signer;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.cose.SigningKey;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.ProvenStandings;
import birthmark.gateway.admission.WatchKeeping;
import birthmark.gateway.attestation.Attestations;
import birthmark.gateway.coap.CoapDoor;
import birthmark.gateway.hook.BrokerHook;
import birthmark.gateway.messages.Agreements;
import birthmark.gateway.messages.Mailroom;
import birthmark.gateway.mqtt.Broker;
import birthmark.gateway.mqtt.BrokerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A running gateway: the ledger that it follows, and the doors that it keeps by it. */
final class Gateway implements AutoCloseable {
  private final Ledger ledger;
  private final Admissions admissions;
  private final Mailroom mailroom;
  private final Optional<Broker> broker;
  private final Optional<BrokerHook> hook;
  private final Optional<CoapDoor> coap;
  private final WatchKeeping watch;
  private final Genesis genesis;
  private final List<URI> nodes;
  private final int port;
  private final X509Certificate certificate;
  private final Path certificateFile;

  /**
   * Starts one.
   *
   * @throws ClientException saying what keeps it from starting
   */
  Gateway(Settings settings, Map<String, String> environment, Notices notices)
      throws ClientException {
    Home home = Home.of(settings.home(), environment);
    KeyFile file = home.key(settings.key());
    SigningKey key = file.signingKey(Passwords.of(settings.password(), environment));
    this.nodes = settings.nodes().isEmpty() ? home.nodes() : settings.nodes();
    Optional<SSLContext> tls =
        Optional.of(home.servers().isPresent() ? home.servers().get().tls() : platformTrust());
    this.genesis = genesis(home, nodes, tls, notices);
    ServerCertificate server =
        ServerCertificate.of(settings.tls(), settings.data(), settings.host());
    this.certificate = server.certificate();
    this.certificateFile = ServerCertificate.publish(certificate, settings.data());
    ProvenStandings standings =
        new ProvenStandings(
            nodes, tls, genesis, Contracts.rulebook(), key, settings.finality(), notices);
    this.ledger = new Ledger(Node.at(nodes, Patience.USUAL, tls), genesis, genesis.network());
    Signer signer =
        new Signer(ledger, Contracts.rulebook(), key, KeyState.of(file.path()), notices);
    Attestations attestations =
        new Attestations(standings, signer, Endorsements.of(settings.endorsements()), notices);
    this.admissions =
        new Admissions(
            standings,
            new Admissions.Settings(
                settings.offline(),
                Admissions.Settings.USUAL.review(),
                Admissions.Settings.USUAL.knownMax()),
            notices);
    this.mailroom =
        new Mailroom(
            settings.data().resolve("messages/waiting"),
            admissions,
            new Agreements(standings),
            notices);
    this.port = settings.broker() && settings.port() == 0 ? free(settings.host()) : settings.port();
    try {
      this.broker =
          settings.broker()
              ? Optional.of(
                  Broker.start(
                      new BrokerSettings(
                          settings.host(),
                          port,
                          server.file(),
                          server.password(),
                          settings.data().resolve("mqtt"),
                          BrokerSettings.Limits.USUAL,
                          settings.testDevice()),
                      admissions,
                      attestations,
                      mailroom,
                      notices))
              : Optional.empty();
      this.hook =
          settings.hook().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new BrokerHook(
                      settings.hook().get(),
                      settings.siteBroker(),
                      settings.data(),
                      admissions,
                      notices));
      this.coap =
          settings.coap().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new CoapDoor(
                      settings.coap().get(),
                      server.pair(),
                      admissions,
                      attestations,
                      mailroom,
                      notices));
    } catch (ClientException e) {
      mailroom.close();
      admissions.close();
      throw e;
    }
    admissions.start();
    this.watch = new WatchKeeping(signer, settings.watch(), () -> !admissions.isSilent(), notices);
    watch.start();
  }

  /** The ledger that the folder trusts; one that is not known yet is asked of a node. */
  private static Genesis genesis(
      Home home, List<URI> nodes, Optional<SSLContext> tls, Notices notices)
      throws ClientException {
    Optional<Genesis> pinned = home.genesis();
    if (pinned.isPresent()) {
      return pinned.get();
    }
    try (Ledger ledger =
        Ledger.open(home, Optional.of(nodes), Optional.empty(), Patience.USUAL, tls, notices)) {
      return ledger.genesis();
    }
  }

  /** Trust in the servers that Java trusts, by name: the process's default is for things. */
  private static SSLContext platformTrust() {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init((KeyStore) null);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static int free(String host) throws ClientException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw ClientException.local("nothing can listen on " + host, "Is it this machine's?")
          .because(e);
    }
  }

  /** The ledger's genesis. */
  Genesis genesis() {
    return genesis;
  }

  /** The nodes that it follows. */
  List<URI> nodes() {
    return nodes;
  }

  /** Where MQTT listens. */
  int port() {
    return port;
  }

  /** Where the hook of the site's own broker listens, if it does. */
  Optional<InetSocketAddress> hook() {
    return hook.map(BrokerHook::address);
  }

  /** Where CoAP listens, if it does. */
  Optional<InetSocketAddress> coap() {
    return coap.map(CoapDoor::address);
  }

  /** What it shows to things. */
  X509Certificate certificate() {
    return certificate;
  }

  /** Where that is in PEM. */
  Path certificateFile() {
    return certificateFile;
  }

  /** Who is here. */
  Admissions admissions() {
    return admissions;
  }

  @Override
  public void close() {
    coap.ifPresent(CoapDoor::close);
    watch.close();
    hook.ifPresent(BrokerHook::close);
    broker.ifPresent(Broker::close);
    mailroom.close();
    admissions.close();
    ledger.close();
  }
}
