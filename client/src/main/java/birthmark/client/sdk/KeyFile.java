package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A PKCS#12 file (RFC 7292) with one subject's private keys: one that signs and, if wanted, one
 * that agrees on secrets.
 *
 * <p>Each private key is encrypted under the password (PBES2: AES-256, PBKDF2 with HMAC-SHA-256).
 * Certificates, and so public keys, are not, so that reading them takes no password; whether a
 * public key belongs to the private one is checked whenever that is opened. The file is readable by
 * its owner alone. A private key never leaves this class except as something that signs or agrees.
 */
public final class KeyFile {
  /** The alias of the key that signs. */
  public static final String SIGNING = "signing";

  /** The alias of the key that agrees. */
  public static final String AGREEMENT = "agreement";

  /** The ending of a key file's name. */
  public static final String SUFFIX = ".p12";

  private static final String PROTECTION = "PBEWithHmacSHA256AndAES_256";
  private static final int ITERATIONS = 100_000;

  /** The least that RFC 8018 §4.2 knows. */
  private static final int ITERATIONS_OF_RANDOM = 1_000;

  private static final long LENGTH_MAX = 1 << 20;

  private final Path path;
  private final KeyStore store;
  private final String alias;
  private final CoseKey signing;
  private final Optional<CoseKey> agreement;
  private final Optional<TokenKey> token;

  private KeyFile(
      Path path,
      KeyStore store,
      String alias,
      CoseKey signing,
      Optional<CoseKey> agreement,
      Optional<TokenKey> token) {
    this.path = path;
    this.store = store;
    this.alias = alias;
    this.signing = signing;
    this.agreement = agreement;
    this.token = token;
  }

  /**
   * A new key file.
   *
   * @param path where there is none yet
   * @param algorithm what its key signs by: Ed25519, ES256 or ML-DSA-65
   * @param agreement the curve of a key that agrees, X25519 or P-256, if it shall have one
   * @param passwords where its password comes from
   * @throws ClientException if there is a file already or it cannot be written
   */
  public static KeyFile create(
      Path path,
      Algorithm algorithm,
      Optional<Curve> agreement,
      Passwords passwords,
      SecureRandom random)
      throws ClientException {
    return create(path, algorithm, agreement, passwords, random, ITERATIONS);
  }

  /**
   * The same under a password that nobody can guess, of 128 random bits or more: many rounds
   * between it and the key would keep nobody out, and each start of a program that uses the key
   * waits for them.
   */
  public static KeyFile createUnderRandom(
      Path path,
      Algorithm algorithm,
      Optional<Curve> agreement,
      Passwords passwords,
      SecureRandom random)
      throws ClientException {
    return create(path, algorithm, agreement, passwords, random, ITERATIONS_OF_RANDOM);
  }

  /** The same with another number of rounds between password and key. */
  static KeyFile create(
      Path path,
      Algorithm algorithm,
      Optional<Curve> agreement,
      Passwords passwords,
      SecureRandom random,
      int iterations)
      throws ClientException {
    if (Files.exists(path)) {
      throw taken(path);
    }
    KeyPair pair = JdkSigningKey.generate(algorithm, random);
    Certificates certificates =
        new Certificates(pair.getPrivate(), algorithm, Instant.now(), random);
    char[] password = passwords.toProtect(path);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate certificate =
          certificates.of(SIGNING, pair.getPublic(), KeyUsage.digitalSignature);
      store.setEntry(
          SIGNING,
          new KeyStore.PrivateKeyEntry(pair.getPrivate(), new Certificate[] {certificate}),
          protection(password, random, iterations));
      if (agreement.isPresent()) {
        KeyPair agreeing = generate(agreement.get(), random);
        Certificate second =
            certificates.of(AGREEMENT, agreeing.getPublic(), KeyUsage.keyAgreement);
        store.setEntry(
            AGREEMENT,
            new KeyStore.PrivateKeyEntry(
                agreeing.getPrivate(), new Certificate[] {second, certificate}),
            protection(password, random, iterations));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      // Without a password here certificates stay readable; each key has its own encryption.
      store.store(out, null);
      PrivateFiles.createFolders(path);
      PrivateFiles.create(path, out.toByteArray());
      KeyState.createWith(path);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(path, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make a PKCS#12 file", e);
    } finally {
      Arrays.fill(password, '\0');
    }
    return open(path);
  }

  /** How a private key is encrypted: with a salt and an initial vector of its own. */
  private static KeyStore.PasswordProtection protection(
      char[] password, SecureRandom random, int iterations) {
    byte[] salt = new byte[16];
    byte[] iv = new byte[16];
    random.nextBytes(salt);
    random.nextBytes(iv);
    return new KeyStore.PasswordProtection(
        password, PROTECTION, new PBEParameterSpec(salt, iterations, new IvParameterSpec(iv)));
  }

  private static KeyPair generate(Curve curve, SecureRandom random)
      throws GeneralSecurityException {
    if (curve == Curve.X25519) {
      return JdkSigningKey.generateAgreement(random);
    }
    if (curve != Curve.P_256) {
      throw new IllegalArgumentException("keys that agree are on X25519 or P-256, not on " + curve);
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  /**
   * The key file at {@code path}: its public keys; no password is needed.
   *
   * @throws ClientException if there is none, or it holds no key that signs
   */
  public static KeyFile open(Path path) throws ClientException {
    if (!Files.isRegularFile(path)) {
      throw ClientException.local(
          "there is no key file " + path,
          "Make one with 'birthmark key new', or see 'birthmark key list' for those there are.");
    }
    if (path.toString().endsWith(TokenKey.SUFFIX)) {
      return ofToken(path, TokenKey.read(path));
    }
    try {
      if (Files.size(path) > LENGTH_MAX) {
        throw damaged(path, "it has more than " + LENGTH_MAX + " octets");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(Files.readAllBytes(path)), null);
      return read(path, store);
    } catch (IOException e) {
      throw damaged(path, "it cannot be read as PKCS#12").because(e);
    } catch (GeneralSecurityException e) {
      throw damaged(path, "it holds something that this Java does not know").because(e);
    }
  }

  /**
   * A key that signs inside a PKCS#11 token, made there unless the token has one of that label; on
   * this machine a file that says where it is. The password is the token's PIN.
   *
   * @param path where there is no file yet, with the ending {@code .token}
   * @param library the PKCS#11 library of the token's maker
   * @param slot the slot's number; the first slot if there is none
   * @param label what the key is called in the token
   */
  public static KeyFile inToken(
      Path path, Path library, Optional<Long> slot, String label, Passwords pins)
      throws ClientException {
    TokenKey.create(path, new TokenKey.Place(library, slot, label), pins);
    return open(path);
  }

  private static KeyFile ofToken(Path path, TokenKey token) throws ClientException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(SIGNING, token.certificate());
      CoseKey key = JdkSignatures.coseKey(token.certificate().getPublicKey());
      return new KeyFile(path, store, SIGNING, key, Optional.empty(), Optional.of(token));
    } catch (CoseException e) {
      throw damaged(path, "its key is of no kind used here").because(e);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory cannot be made", e);
    }
  }

  /** The library of the PKCS#11 token that its key is in, if it is in one. */
  public Optional<Path> tokenLibrary() {
    return token.map(each -> each.place().library());
  }

  private static KeyFile read(Path path, KeyStore store)
      throws GeneralSecurityException, ClientException {
    Optional<CoseKey> agreement = Optional.empty();
    Optional<CoseKey> signing = Optional.empty();
    String alias = "";
    for (String each : Collections.list(store.aliases())) {
      Certificate certificate = store.getCertificate(each);
      if (!store.isKeyEntry(each) || certificate == null) {
        continue;
      }
      try {
        if (each.equals(AGREEMENT)) {
          agreement =
              Optional.of(JdkSignatures.coseKey(certificate.getPublicKey(), CoseKey.Use.AGREE));
        } else if (signing.isEmpty() || each.equals(SIGNING)) {
          CoseKey key = JdkSignatures.coseKey(certificate.getPublicKey());
          if (key.signingAlgorithm().filter(Algorithm::admissible).isPresent()) {
            signing = Optional.of(key);
            alias = each;
          }
        }
      } catch (CoseException e) {
        throw damaged(path, "its entry " + each + " is of no kind used here").because(e);
      }
    }
    if (signing.isEmpty()) {
      throw damaged(
          path, "no Ed25519, P-256 or ML-DSA-65 key with a readable certificate is in it");
    }
    return new KeyFile(path, store, alias, signing.get(), agreement, Optional.empty());
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** The public key of the one that signs. */
  public CoseKey publicKey() {
    return signing;
  }

  /** The public key of the one that agrees. */
  public Optional<CoseKey> agreementKey() {
    return agreement;
  }

  /** When it was made. */
  public Instant made() {
    try {
      return ((X509Certificate) store.getCertificate(alias)).getNotBefore().toInstant();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store that is open cannot be read", e);
    }
  }

  /**
   * The key that signs.
   *
   * @throws ClientException if the password is wrong or the file was tampered with
   */
  public JdkSigningKey signingKey(Passwords passwords) throws ClientException {
    if (token.isPresent()) {
      return token.get().signingKey(path, passwords);
    }
    try {
      PrivateKey key = privateKey(alias, passwords);
      JdkSigningKey signer =
          JdkSigningKey.of(new KeyPair(store.getCertificate(alias).getPublicKey(), key));
      Bytes probe = Bytes.ofOwned(new byte[32]);
      if (!new JdkSignatures().verify(signing, probe, signer.sign(probe))) {
        throw damaged(path, "its private key does not belong to its public key");
      }
      return signer;
    } catch (GeneralSecurityException e) {
      throw damaged(path, "its key cannot be used").because(e);
    }
  }

  /**
   * The private key that agrees, for HPKE (RFC 9180).
   *
   * @throws ClientException if there is none, or the password is wrong
   */
  public PrivateKey agreementPrivateKey(Passwords passwords) throws ClientException {
    if (agreement.isEmpty()) {
      throw ClientException.local(
          "the key file " + path + " holds no key that agrees on secrets",
          "Make one that does with 'birthmark key new NAME --agreement x25519'.");
    }
    return privateKey(AGREEMENT, passwords);
  }

  /**
   * The pair that signs, for DTLS.
   *
   * @throws ClientException if the password is wrong, or the key does not leave its token
   */
  public KeyPair signingPair(Passwords passwords) throws ClientException {
    try {
      return new KeyPair(store.getCertificate(alias).getPublicKey(), privateKey(alias, passwords));
    } catch (KeyStoreException e) {
      throw damaged(path, "its key cannot be used").because(e);
    }
  }

  /**
   * TLS that shows this key's own certificate, and trusts whom the platform trusts.
   *
   * @throws ClientException if the password is wrong or the file was tampered with
   */
  public SSLContext tls(Passwords passwords) throws ClientException {
    return tls(passwords, Optional.empty());
  }

  /** The same, trusting {@code trusted} if that is given. */
  public SSLContext tls(Passwords passwords, Optional<TrustManager[]> trusted)
      throws ClientException {
    char[] none = {};
    try {
      KeyStore shown = KeyStore.getInstance("PKCS12");
      shown.load(null, null);
      Certificate[] chain = {store.getCertificate(alias)};
      shown.setKeyEntry(SIGNING, privateKey(alias, passwords), none, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(shown, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusted.orElse(null), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw damaged(path, "its key cannot be used for TLS").because(e);
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store could not be made", e);
    }
  }

  private PrivateKey privateKey(String of, Passwords passwords) throws ClientException {
    if (token.isPresent()) {
      throw ClientException.local(
          "the key of " + path + " signs inside its token, and for TLS it would have to leave it",
          "Leave --mutual-tls out: then each request is signed.");
    }
    char[] password = passwords.toOpen(path);
    try {
      return (PrivateKey) store.getKey(of, password);
    } catch (UnrecoverableKeyException e) {
      throw ClientException.local(
              "the password does not open the key file " + path,
              "Try again with the password that it was made with; nobody can recover a lost one.")
          .because(e);
    } catch (GeneralSecurityException e) {
      throw damaged(path, "its key cannot be used").because(e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static ClientException taken(Path path) {
    return ClientException.local(
        "there is a key file " + path + " already",
        "Choose another name: a key that is overwritten is lost for ever.");
  }

  private static ClientException damaged(Path path, String why) {
    return ClientException.local(
        "the key file " + path + " cannot be used: " + why,
        "Restore it from a backup, or make a new key and have it registered.");
  }
}
