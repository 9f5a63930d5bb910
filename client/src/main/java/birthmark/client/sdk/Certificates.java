package birthmark.client.sdk;

import birthmark.cose.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * The certificates that a PKCS#12 file wants beside each private key. They carry the public key and
 * when it was made; nobody trusts them.
 */
final class Certificates {
  /** "No well-defined expiration" (RFC 5280 §4.1.2.5): 9999-12-31T23:59:59Z. */
  private static final Date NEVER = Date.from(Instant.ofEpochSecond(253_402_300_799L));

  private final PrivateKey issuer;
  private final Algorithm algorithm;
  private final Date made;
  private final SecureRandom random;

  /** Certificates issued by the signing key {@code issuer} at {@code made}. */
  Certificates(PrivateKey issuer, Algorithm algorithm, Instant made, SecureRandom random) {
    this.issuer = issuer;
    this.algorithm = algorithm;
    this.made = Date.from(made);
    this.random = random;
  }

  /** A certificate of {@code key} for {@code usage}, a {@link KeyUsage} bit. */
  X509Certificate of(String name, PublicKey key, int usage) throws GeneralSecurityException {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            new X500Name("CN=" + KeyFile.SIGNING),
            new BigInteger(127, random).setBit(0),
            made,
            NEVER,
            new X500Name("CN=" + name),
            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    try {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      byte[] der = builder.build(new Signer()).getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (IOException e) {
      throw new IllegalStateException("a certificate could not be encoded", e);
    }
  }

  /** The JDK's signatures for Bouncy Castle's builder, without starting its provider. */
  private final class Signer implements ContentSigner {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      String identifier =
          switch (algorithm) {
            case ED25519 -> "1.3.101.112";
            case ES256 -> "1.2.840.10045.4.3.2";
            case ML_DSA_65 -> "2.16.840.1.101.3.4.3.18";
            case EDDSA, ES384, ES512 ->
                throw new IllegalStateException("keys are not made for " + algorithm);
          };
      return new AlgorithmIdentifier(new ASN1ObjectIdentifier(identifier));
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      String name =
          switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ES256 -> "SHA256withECDSA";
            case ML_DSA_65 -> "ML-DSA-65";
            case EDDSA, ES384, ES512 ->
                throw new IllegalStateException("keys are not made for " + algorithm);
          };
      try {
        Signature signature = Signature.getInstance(name);
        signature.initSign(issuer, random);
        signature.update(content.toByteArray());
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a new key does not sign", e);
      }
    }
  }
}
