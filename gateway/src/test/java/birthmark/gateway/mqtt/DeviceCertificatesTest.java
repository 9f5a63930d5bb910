package birthmark.gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Which certificates count for a thing's key, and which for nothing. */
class DeviceCertificatesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration YEAR = Duration.ofDays(365);

  /** Adds what makes a certificate another than the usual one. */
  private interface Change {
    void to(X509v3CertificateBuilder builder) throws Exception;
  }

  private static X509Certificate certificate(
      KeyPair pair, KeyPair issuer, Instant from, Instant until, Change change) throws Exception {
    X500Name name = new X500Name("CN=thing");
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(from),
            Date.from(until),
            name,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    change.to(builder);
    String signature =
        issuer.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] der =
        builder
            .build(new JcaContentSignerBuilder(signature).build(issuer.getPrivate()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static KeyPair pair() throws Exception {
    return JdkSigningKey.generate(Algorithm.ES256, RANDOM);
  }

  private static X509Certificate now(KeyPair pair, Change change) throws Exception {
    Instant now = Instant.now();
    return certificate(pair, pair, now.minus(YEAR), now.plus(YEAR), change);
  }

  private static void refused(X509Certificate certificate) {
    CertificateException refused =
        assertThrows(CertificateException.class, () -> DeviceCertificates.key(certificate));
    assertTrue(!String.valueOf(refused.getMessage()).isBlank(), "it says why");
  }

  @Test
  void whoeverIssuedItTheKeyInItCounts() throws Exception {
    KeyPair thing = pair();
    Instant now = Instant.now();
    X509Certificate foreign =
        certificate(thing, pair(), now.minus(YEAR), now.plus(YEAR), builder -> {});
    assertEquals(JdkSignatures.coseKey(thing.getPublic()), DeviceCertificates.key(foreign));
    assertEquals(
        JdkSignatures.coseKey(thing.getPublic()),
        DeviceCertificates.key(now(thing, builder -> {})));
  }

  @Test
  void oneThatIsNotInForceIsRefused() throws Exception {
    KeyPair thing = pair();
    Instant now = Instant.now();
    refused(certificate(thing, thing, now.minus(YEAR), now.minusSeconds(1), builder -> {}));
    refused(certificate(thing, thing, now.plusSeconds(600), now.plus(YEAR), builder -> {}));
  }

  @Test
  void oneForAnotherUseIsRefused() throws Exception {
    KeyPair thing = pair();
    refused(
        now(
            thing,
            builder ->
                builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))));
    refused(
        now(
            thing,
            builder ->
                builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))));
    refused(
        now(
            thing,
            builder ->
                builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(true))));
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2_048);
    refused(now(rsa.generateKeyPair(), builder -> {}));
  }
}
