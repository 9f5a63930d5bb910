package birthmark.gateway.app;

import birthmark.client.sdk.ClientException;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate that the gateway shows to things.
 *
 * @param file a PKCS#12 file with it and its key
 * @param password that file's password
 */
record ServerCertificate(Path file, String password) {
  private static final Duration VALIDITY = Duration.ofDays(3_650);
  private static final String FILE = "server.p12";
  private static final String PEM = "server.pem";
  private static final String PASSWORD = "server.password";

  /** The one named, or that of {@code folder}, made for {@code host} at the first start. */
  static ServerCertificate of(Optional<ServerCertificate> named, Path folder, String host)
      throws ClientException {
    if (named.isPresent()) {
      return named.get();
    }
    Path file = folder.resolve(FILE);
    Path password = folder.resolve(PASSWORD);
    try {
      if (!Files.exists(file)) {
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        String made = HexFormat.of().formatHex(secret);
        Files.createDirectories(folder);
        writePrivately(password, made);
        write(file, made, host, random);
      }
      return new ServerCertificate(file, Files.readString(password).strip());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw ClientException.local(
              "the gateway's certificate in " + folder + " cannot be made or read",
              "Check that the folder can be written, or name one with --tls FILE.")
          .because(e);
    }
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }

  private static void write(Path file, String password, String host, SecureRandom random)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair pair = JdkSigningKey.generate(Algorithm.ES256, random);
    X500Name name = new X500Name("CN=Birthmark gateway");
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            new BigInteger(127, random).setBit(0),
            Date.from(now.minusSeconds(3_600)),
            Date.from(now.plus(VALIDITY)),
            name,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    GeneralName[] names =
        List.of(
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(
                    host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                    host))
            .toArray(GeneralName[]::new);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    byte[] der =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "gateway", pair.getPrivate(), password.toCharArray(), new Certificate[] {certificate});
    writePrivately(file, "");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
  }

  /** Writes {@code certificate} in PEM into {@code folder}, for things to know the gateway by. */
  static Path publish(X509Certificate certificate, Path folder) throws ClientException {
    Path file = folder.resolve(PEM);
    try {
      Files.createDirectories(folder);
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      Files.writeString(
          file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw ClientException.local(
              file + " cannot be written", "Check that the folder can be written.")
          .because(e);
    }
  }

  /** The key that it is for, which things that speak CoAP know the gateway by. */
  KeyPair pair() throws ClientException {
    try (var in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      String alias = store.aliases().nextElement();
      return new KeyPair(
          store.getCertificate(alias).getPublicKey(),
          (PrivateKey) store.getKey(alias, password.toCharArray()));
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  private ClientException unreadable(Exception cause) {
    return ClientException.local(
            "the gateway's certificate in " + file + " cannot be read",
            "Is it a PKCS#12 file, and the password its own?")
        .because(cause);
  }

  /** The certificate itself, which things are given to know the gateway by. */
  X509Certificate certificate() throws ClientException {
    try (var in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    }
  }
}
