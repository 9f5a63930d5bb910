package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.x509.CertificateDraft;
import birthmark.x509.DistinguishedName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.LoginException;

/**
 * A key that signs inside a PKCS#11 token and never leaves it, by the JDK's own provider. On this
 * machine is a file that says which library, slot and label it has, and its certificate.
 *
 * <p>P-256 alone: the provider knows no other kind that signs statements.
 *
 * @param place which token
 * @param certificate the certificate beside the key, in the token and here
 */
record TokenKey(Place place, X509Certificate certificate) {
  /** The ending of such a file's name. */
  static final String SUFFIX = ".token";

  private static final String FIRST = "birthmark token 1";
  private static final int FILE_MAX = 20_000;
  private static final int LINES = 5;
  private static final String PROVIDER = "SunPKCS11";
  private static final String STORE = "PKCS11";

  /**
   * Where a key is.
   *
   * @param library the PKCS#11 library of the token's maker, an absolute path
   * @param slot the slot's number; the first slot if there is none
   * @param label what the key is called in the token
   */
  record Place(Path library, Optional<Long> slot, String label) {
    private Provider provider() throws ClientException {
      Provider base = Security.getProvider(PROVIDER);
      if (base == null) {
        throw ClientException.local(
            "this Java has no provider " + PROVIDER,
            "Use a JDK with the module jdk.crypto.cryptoki.");
      }
      if (!Files.isRegularFile(library) || library.toString().matches("(?s).*[\\n\"\\\\].*")) {
        throw ClientException.local(
            "there is no PKCS#11 library " + library,
            "Name the one of your token's maker, such as /usr/lib/softhsm/libsofthsm2.so.");
      }
      String config =
          "--name=birthmark\nlibrary=\""
              + library
              + "\"\n"
              + slot.map(number -> "slot=" + number).orElse("slotListIndex=0")
              + "\nattributes(generate,CKO_PRIVATE_KEY,*)={\n"
              + "CKA_SENSITIVE=true\nCKA_EXTRACTABLE=false\n}\n";
      try {
        return base.configure(config);
      } catch (ProviderException | IllegalArgumentException e) {
        throw ClientException.local(
                "the PKCS#11 library " + library + " does not come up",
                "Check that its token is plugged in and initialized, and which slot it is in.")
            .because(e);
      }
    }

    private KeyStore open(Provider provider, char[] pin) throws ClientException {
      try {
        KeyStore store = KeyStore.getInstance(STORE, provider);
        store.load(null, pin);
        return store;
      } catch (IOException e) {
        boolean refused =
            e.getCause() instanceof LoginException
                || e.getCause() instanceof UnrecoverableKeyException;
        throw ClientException.local(
                refused
                    ? "the PIN does not open the token of " + library
                    : "the token of " + library + " cannot be read",
                refused
                    ? "Try again with its PIN; after some wrong ones a token locks itself."
                    : "Check that it is plugged in, and which slot it is in.")
            .because(e);
      } catch (GeneralSecurityException | ProviderException e) {
        throw ClientException.local(
                "the token of " + library + " cannot be read",
                "Check that it is plugged in, and which slot it is in.")
            .because(e);
      }
    }
  }

  /**
   * The key with the label of {@code place}: made inside the token if it has none of that label,
   * else the one it has. The file at {@code path} is written.
   */
  static void create(Path path, Place place, Passwords pins) throws ClientException {
    if (Files.exists(path)) {
      throw ClientException.local(
          "there is a key file " + path + " already", "Choose another name.");
    }
    Provider provider = place.provider();
    char[] pin = pins.toOpen(path);
    try {
      KeyStore store = place.open(provider, pin);
      boolean fresh = !store.containsAlias(place.label());
      if (fresh) {
        make(provider, store, place.label());
      }
      if (!(store.getCertificate(place.label()) instanceof X509Certificate certificate)) {
        throw unusable(path, "the token has no certificate labelled " + place.label());
      }
      TokenKey key = new TokenKey(place, certificate);
      key.signingKey(path, pins);
      PrivateFiles.createFolders(path);
      PrivateFiles.create(path, key.text().getBytes(StandardCharsets.UTF_8));
      if (fresh) {
        KeyState.createWith(path);
      }
    } catch (IOException e) {
      throw PrivateFiles.unwritable(path, e);
    } catch (GeneralSecurityException | ProviderException e) {
      throw unusable(path, "the token makes no P-256 key").because(e);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private static void make(Provider provider, KeyStore store, String label)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    CoseKey key = JdkSignatures.coseKey(pair.getPublic());
    DistinguishedName name = CertificateDraft.name(KeyFile.SIGNING, Optional.empty());
    // Nobody trusts it: it carries the public key and when it was made (RFC 5280 §4.1.2.5).
    CertificateDraft draft =
        new CertificateDraft(
            name,
            key,
            name,
            1,
            new Timestamp(Instant.now().toEpochMilli()),
            new Timestamp(Timestamp.MAX_MILLIS),
            List.of(CertificateDraft.Extension.usage(CertificateDraft.DIGITAL_SIGNATURE)));
    byte[] der = draft.sign(JdkSigningKey.of(pair).by(provider)).toByteArray();
    Certificate[] chain = {certificate(der)};
    store.setKeyEntry(label, pair.getPrivate(), null, chain);
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private String text() throws GeneralSecurityException {
    return FIRST
        + "\nlibrary="
        + place.library()
        + "\nslot="
        + place.slot().map(String::valueOf).orElse("")
        + "\nlabel="
        + place.label()
        + "\ncertificate="
        + Base64.getEncoder().encodeToString(certificate.getEncoded())
        + "\n";
  }

  /** The one that the file at {@code path} is about; the token is not asked. */
  static TokenKey read(Path path) throws ClientException {
    try {
      if (Files.size(path) > FILE_MAX) {
        throw unusable(path, "it has more than " + FILE_MAX + " octets");
      }
      List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
      Map<String, String> values = new LinkedHashMap<>();
      for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        int equals = line.indexOf('=');
        values.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
      }
      if (lines.size() != LINES
          || !lines.getFirst().equals(FIRST)
          || !List.copyOf(values.keySet())
              .equals(List.of("library", "slot", "label", "certificate"))) {
        throw unusable(path, "it is not what 'birthmark key new --token' writes");
      }
      String slot = values.getOrDefault("slot", "");
      Place place =
          new Place(
              Path.of(values.getOrDefault("library", "")),
              slot.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(slot)),
              values.getOrDefault("label", ""));
      return new TokenKey(
          place, certificate(Base64.getDecoder().decode(values.getOrDefault("certificate", ""))));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(path, "it cannot be read").because(e);
    }
  }

  /** The key that signs in the token, which must be the one of the certificate. */
  JdkSigningKey signingKey(Path path, Passwords pins) throws ClientException {
    Provider provider = place.provider();
    char[] pin = pins.toOpen(path);
    try {
      KeyStore store = place.open(provider, pin);
      if (!(store.getKey(place.label(), pin) instanceof PrivateKey key)) {
        throw unusable(path, "the token has no key labelled " + place.label());
      }
      CoseKey known = JdkSignatures.coseKey(certificate.getPublicKey());
      JdkSigningKey signer =
          JdkSigningKey.of(new KeyPair(certificate.getPublicKey(), key)).by(provider);
      Bytes probe = Bytes.ofOwned(new byte[32]);
      if (!new JdkSignatures().verify(known, probe, signer.sign(probe))) {
        throw unusable(path, "the token's key is another one than it was");
      }
      return signer;
    } catch (GeneralSecurityException | ProviderException e) {
      throw unusable(path, "its key cannot be used").because(e);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private static ClientException unusable(Path path, String why) {
    return ClientException.local(
        "the key of " + path + " cannot be used: " + why,
        "Check which token is plugged in and what it holds: 'pkcs11-tool --list-objects'.");
  }
}
