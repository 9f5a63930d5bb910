package birthmark.client.coap;

import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.auth.RawPublicKeyIdentity;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.util.Filter;
import org.eclipse.californium.scandium.ConnectionListener;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.SignatureAndHashAlgorithm;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.util.ServerNames;

/**
 * A CoAP endpoint over DTLS 1.2 by raw public keys (RFC 7250) with connection ids (RFC 9146). Both
 * sides show that they hold their keys; there is no way without DTLS.
 */
public final class SecureEndpoint {
  private static final int CONNECTION_ID_LENGTH = 6;
  private static final int BODY_MAX = 1 << 18;

  static {
    CoapConfig.register();
    DtlsConfig.register();
  }

  private final DTLSConnector connector;
  private final CoapEndpoint endpoint;

  /**
   * An endpoint at {@code address} with the key {@code own}.
   *
   * @param isServer whether it takes connections only; else it opens them, too
   * @param trust which keys it talks to
   * @param connectionsMax how many connections it has at most; the least used give way
   * @param ended told whose connection is no more
   */
  public SecureEndpoint(
      InetSocketAddress address,
      KeyPair own,
      boolean isServer,
      Predicate<CoseKey> trust,
      int connectionsMax,
      Consumer<CoseKey> ended) {
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, BODY_MAX);
    configuration.set(DtlsConfig.DTLS_ROLE, isServer ? DtlsRole.SERVER_ONLY : DtlsRole.BOTH);
    configuration.set(
        DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
    configuration.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_LENGTH);
    configuration.set(DtlsConfig.DTLS_MAX_CONNECTIONS, connectionsMax);
    configuration.setAsList(
        DtlsConfig.DTLS_SIGNATURE_AND_HASH_ALGORITHMS,
        SignatureAndHashAlgorithm.INTRINSIC_WITH_ED25519,
        SignatureAndHashAlgorithm.SHA256_WITH_ECDSA);
    connector =
        new DTLSConnector(
            DtlsConnectorConfig.builder(configuration)
                .setAddress(address)
                .setCertificateIdentityProvider(
                    new SingleCertificateProvider(own.getPrivate(), own.getPublic()))
                .setAdvancedCertificateVerifier(new Keys(trust))
                .setConnectionListener(new Ends(ended))
                .build());
    endpoint =
        CoapEndpoint.builder().setConfiguration(configuration).setConnector(connector).build();
  }

  /** Californium's endpoint. */
  public CoapEndpoint endpoint() {
    return endpoint;
  }

  /** Its settings. */
  public Configuration configuration() {
    return endpoint.getConfig();
  }

  /** Ends every connection with the holder of {@code key}, at once. */
  public void end(CoseKey key) {
    Filter<Principal> held = peer -> key(peer).equals(Optional.of(key));
    Future<Void> _ = connector.startTerminateConnectionsForPrincipal(held);
  }

  /** The key that {@code peer} showed that it holds. */
  public static Optional<CoseKey> key(Principal peer) {
    return peer instanceof RawPublicKeyIdentity raw ? key(raw.getKey()) : Optional.empty();
  }

  private static Optional<CoseKey> key(PublicKey key) {
    try {
      return Optional.of(JdkSignatures.coseKey(key));
    } catch (CoseException e) {
      return Optional.empty();
    }
  }

  /** Decides by the key alone; DTLS has the other side sign with it. */
  private record Keys(Predicate<CoseKey> trust) implements NewAdvancedCertificateVerifier {
    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
      return List.of(CertificateType.RAW_PUBLIC_KEY);
    }

    @Override
    public CertificateVerificationResult verifyCertificate(
        ConnectionId connection,
        ServerNames names,
        InetSocketAddress peer,
        boolean clientUsage,
        boolean verifySubject,
        boolean truncatePath,
        CertificateMessage message) {
      PublicKey shown = message.getPublicKey();
      if (shown != null && key(shown).filter(trust).isPresent()) {
        return new CertificateVerificationResult(connection, shown, null);
      }
      return new CertificateVerificationResult(
          connection,
          new HandshakeException(
              "this key is nobody's",
              new AlertMessage(
                  AlertMessage.AlertLevel.FATAL,
                  AlertMessage.AlertDescription.CERTIFICATE_UNKNOWN)),
          null);
    }

    @Override
    public List<X500Principal> getAcceptedIssuers() {
      return List.of();
    }

    @Override
    public void setResultHandler(HandshakeResultHandler handler) {
      // Every result is there at once.
    }
  }

  private record Ends(Consumer<CoseKey> ended) implements ConnectionListener {
    @Override
    public void onConnectionEstablished(Connection connection) {
      // Who it is matters once something is asked for.
    }

    @Override
    public void onConnectionRemoved(Connection connection) {
      Optional.ofNullable(connection.getEstablishedPeerIdentity())
          .flatMap(SecureEndpoint::key)
          .ifPresent(ended);
    }

    @Override
    public boolean onConnectionUpdatesSequenceNumbers(Connection connection, boolean writes) {
      return false;
    }

    @Override
    public boolean onConnectionMacError(Connection connection) {
      return false;
    }

    @Override
    public void beforeExecution(Connection connection) {
      // Nothing is measured.
    }

    @Override
    public void updateExecution(Connection connection) {
      // Nothing is measured.
    }

    @Override
    public void afterExecution(Connection connection) {
      // Nothing is measured.
    }
  }
}
