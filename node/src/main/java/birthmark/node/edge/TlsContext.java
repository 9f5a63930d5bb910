package birthmark.node.edge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What TLS needs, from a PKCS#12 file. */
final class TlsContext {
  private TlsContext() {}

  /**
   * A context that shows {@code certificate} and takes one from a client that has one.
   *
   * @throws EdgeException if the file cannot be used, saying why
   */
  static SSLContext of(EdgeSettings.Certificate certificate) throws EdgeException {
    char[] password = certificate.password().toCharArray();
    try (InputStream in = Files.newInputStream(certificate.file())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new ClientCertificates()}, null);
      return context;
    } catch (IOException e) {
      throw new EdgeException(
          "the certificate in "
              + certificate.file()
              + " cannot be read: "
              + e.getMessage()
              + ". Is it a PKCS#12 file, and the password its own?",
          e);
    } catch (GeneralSecurityException e) {
      throw new EdgeException(
          "the certificate in " + certificate.file() + " cannot be used: " + e.getMessage(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }
}
