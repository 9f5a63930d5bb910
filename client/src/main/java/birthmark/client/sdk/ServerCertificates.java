package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates by which a client knows its servers, in the place of those that Java trusts: of
 * authorities, or of the servers themselves, which may be self-signed.
 *
 * <p>The name in the certificate must be that of the address nevertheless (RFC 9110 §4.3.4).
 */
public final class ServerCertificates {
  private static final int LENGTH_MAX = 1 << 20;

  private final Bytes pem;
  private final KeyStore store;

  private ServerCertificates(Bytes pem, KeyStore store) {
    this.pem = pem;
    this.store = store;
  }

  /**
   * Those in {@code file}, in PEM (RFC 7468) one after the other, or one in DER.
   *
   * @throws ClientException if there are none
   */
  public static ServerCertificates in(Path file) throws ClientException {
    Bytes octets = ProofFolder.read(file, LENGTH_MAX);
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(octets.toByteArray()));
      if (certificates.isEmpty()) {
        throw none(file);
      }
      return new ServerCertificates(octets, store(certificates));
    } catch (CertificateException e) {
      throw none(file).because(e);
    }
  }

  private static ClientException none(Path file) {
    return ClientException.local(
        file + " holds no certificate",
        "Give the server's certificate, or its authority's, in PEM (-----BEGIN CERTIFICATE-----).");
  }

  private static KeyStore store(Collection<? extends Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate each : certificates) {
        store.setCertificateEntry("server " + store.size(), each);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates could not be kept in memory", e);
    }
  }

  /** What they were read from. */
  Bytes pem() {
    return pem;
  }

  /** What believes the servers that these vouch for, and no others. */
  public TrustManager[] managers() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK takes no certificates to trust", e);
    }
  }

  /** TLS with these servers, which shows nobody. */
  public SSLContext tls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }
}
