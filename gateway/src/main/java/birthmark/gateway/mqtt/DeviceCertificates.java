package birthmark.gateway.mqtt;

import birthmark.cose.Algorithm;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates that things show: whatever carries a key of a kind that births have. TLS 1.3 has
 * the thing prove that it holds the key; whose key that is only the ledger says, so who issued the
 * certificate does not matter.
 *
 * <p>The broker takes no trust manager, but asks the platform for the default one (JSSE, {@code
 * ssl.TrustManagerFactory.algorithm}); so this is installed as the process's default. It trusts no
 * server: what opens connections names its own trust.
 */
public final class DeviceCertificates extends X509ExtendedTrustManager {
  private static final String NAME = "BirthmarkDevices";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USE = "2.5.29.37.0";

  private DeviceCertificates() {}

  /** Makes this what the process trusts where nothing else is named. */
  public static synchronized void install() {
    if (Security.getProvider(NAME) == null) {
      Security.addProvider(new Installed());
      Security.setProperty("ssl.TrustManagerFactory.algorithm", NAME);
    }
  }

  /** The provider through which the platform finds it. */
  private static final class Installed extends Provider {
    private static final long serialVersionUID = 1L;

    Installed() {
      super(NAME, "1", "Certificates of things");
      putService(
          new Service(this, "TrustManagerFactory", NAME, Factory.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
              return new Factory();
            }
          });
    }
  }

  private static final class Factory extends TrustManagerFactorySpi {
    @Override
    protected void engineInit(KeyStore store) {
      // The ledger is the trust store.
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {
      // The ledger is the trust store.
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
      return new TrustManager[] {new DeviceCertificates()};
    }
  }

  /**
   * The key that a certificate is for.
   *
   * @throws CertificateException if it counts for nothing, saying why
   */
  public static CoseKey key(X509Certificate certificate) throws CertificateException {
    certificate.checkValidity();
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[0]) {
      throw new CertificateException("the certificate's key is not for signing");
    }
    List<String> uses = certificate.getExtendedKeyUsage();
    if (uses != null && !uses.contains(CLIENT_AUTH) && !uses.contains(ANY_USE)) {
      throw new CertificateException("the certificate is not for clients");
    }
    if (certificate.getBasicConstraints() >= 0) {
      throw new CertificateException("the certificate is an authority's, not a thing's");
    }
    try {
      CoseKey key = JdkSignatures.coseKey(certificate.getPublicKey());
      if (key.signingAlgorithm().filter(Algorithm::admissible).isPresent()) {
        return key;
      }
    } catch (CoseException e) {
      throw new CertificateException("the certificate's key is of no kind that things have", e);
    }
    throw new CertificateException("the certificate's key is of no kind that things have");
  }

  private static void check(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("a thing must show its certificate");
    }
    key(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  private static CertificateException noServer() {
    return new CertificateException(
        "this trust is for things that connect; what opens a connection must name its own");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
