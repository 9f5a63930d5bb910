package birthmark.node.edge;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes any certificate of a client, whoever issued it: TLS shows that the client holds its key,
 * and the ledger alone says whose a key is. Only TLS 1.3, whose signature covers the whole
 * handshake and nothing else that a key of the ledger signs.
 */
final class ClientCertificates extends X509ExtendedTrustManager {
  private static final String TLS_1_3 = "TLSv1.3";

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (!(socket instanceof SSLSocket secured)) {
      throw new CertificateException("there is no TLS");
    }
    require(secured.getHandshakeSession());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    require(engine.getHandshakeSession());
  }

  private static void require(SSLSession session) throws CertificateException {
    if (!session.getProtocol().equals(TLS_1_3)) {
      throw new CertificateException("a client's certificate counts over TLS 1.3 alone");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("which version of TLS this is is not known");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a node trusts no server this way");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  /** None in particular: clients are to show whatever certificate they have. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
