package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
  private static final char[] SECRET = "correct horse".toCharArray();
  private static final Passwords RIGHT = Passwords.fixed(SECRET);
  private static final Passwords WRONG = Passwords.fixed("correct house".toCharArray());

  /** As few as a test may take; the number for users is in {@link KeyFile}. */
  private static final int FEW = 1_000;

  @TempDir private Path folder;

  private KeyFile create(String name, Algorithm algorithm, Optional<Curve> agreement)
      throws ClientException {
    return KeyFile.create(
        folder.resolve(name), algorithm, agreement, RIGHT, new SecureRandom(), FEW);
  }

  @ParameterizedTest
  @CsvSource({"ED25519, X25519", "ES256, P_256", "ML_DSA_65, X25519"})
  void aKeyOfEveryAlgorithmSignsAndAgreesAfterItWasWrittenAndRead(Algorithm algorithm, Curve curve)
      throws ClientException, GeneralSecurityException {
    KeyFile made = create("a.p12", algorithm, Optional.of(curve));
    KeyFile read = KeyFile.open(folder.resolve("a.p12"));

    SigningKey key = read.signingKey(RIGHT);
    Bytes text = Bytes.ofOwned("to be signed".getBytes(StandardCharsets.UTF_8));
    assertEquals(Optional.of(algorithm), read.publicKey().signingAlgorithm());
    assertTrue(new JdkSignatures().verify(made.publicKey(), text, key.sign(text)));

    KeyFile other = create("b.p12", Algorithm.ED25519, Optional.of(curve));
    assertEquals(secret(read, other), secret(other, read));
  }

  private static Bytes secret(KeyFile own, KeyFile other)
      throws ClientException, GeneralSecurityException {
    CoseKey theirs = other.agreementKey().orElseThrow();
    PrivateKey ours = own.agreementPrivateKey(RIGHT);
    PublicKey key = JdkSignatures.publicKey(theirs);
    KeyAgreement agreement =
        KeyAgreement.getInstance(ours.getAlgorithm().equals("EC") ? "ECDH" : "X25519");
    agreement.init(ours);
    agreement.doPhase(key, true);
    return Bytes.ofOwned(agreement.generateSecret());
  }

  @Test
  void publicKeysAndTheTimeOfMakingAreReadWithoutAPassword() throws ClientException {
    Instant before = Instant.now();
    KeyFile made = create("a.p12", Algorithm.ED25519, Optional.of(Curve.X25519));
    KeyFile read = KeyFile.open(folder.resolve("a.p12"));
    assertEquals(made.publicKey(), read.publicKey());
    assertEquals(made.agreementKey(), read.agreementKey());
    assertTrue(Math.abs(read.made().getEpochSecond() - before.getEpochSecond()) < 5);
  }

  @Test
  void aP256KeyThatAgreesIsNotTakenForOneThatSigns() throws ClientException {
    KeyFile made = create("a.p12", Algorithm.ES256, Optional.of(Curve.P_256));
    assertTrue(made.publicKey().signingAlgorithm().isPresent());
    assertTrue(made.agreementKey().orElseThrow().signingAlgorithm().isEmpty());
  }

  @Test
  void aWrongPasswordIsSaidToBeWrong() throws ClientException {
    KeyFile made = create("a.p12", Algorithm.ED25519, Optional.empty());
    ClientException wrong = assertThrows(ClientException.class, () -> made.signingKey(WRONG));
    assertTrue(wrong.what().contains("password does not open"), wrong.what());
  }

  @Test
  void aKeyFileIsNeverOverwritten() throws Exception {
    create("a.p12", Algorithm.ED25519, Optional.empty());
    byte[] before = Files.readAllBytes(folder.resolve("a.p12"));
    ClientException taken =
        assertThrows(
            ClientException.class, () -> create("a.p12", Algorithm.ES256, Optional.empty()));
    assertTrue(taken.what().contains("already"), taken.what());
    assertEquals(Bytes.ofOwned(before), Bytes.ofOwned(Files.readAllBytes(folder.resolve("a.p12"))));
  }

  @Test
  void onlyItsOwnerCanReadIt() throws Exception {
    create("keys/a.p12", Algorithm.ED25519, Optional.empty());
    Path file = folder.resolve("keys/a.p12");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
  }

  @Test
  void thePrivateKeyIsNotInTheFileUnencrypted() throws Exception {
    KeyFile made = create("a.p12", Algorithm.ED25519, Optional.of(Curve.X25519));
    String file = Bytes.ofOwned(Files.readAllBytes(made.path())).hex();
    PrivateKey key = made.agreementPrivateKey(RIGHT);
    String der = Bytes.ofOwned(key.getEncoded()).hex();
    assertFalse(file.contains(der.substring(der.length() - 64)));
  }

  @Test
  void aFileWhosePublicKeyWasExchangedIsRefused() throws Exception {
    KeyFile one = create("a.p12", Algorithm.ED25519, Optional.empty());
    KeyFile two = create("b.p12", Algorithm.ED25519, Optional.empty());
    KeyStore store = load(one.path());
    store.setKeyEntry(
        KeyFile.SIGNING,
        store.getKey(KeyFile.SIGNING, SECRET),
        SECRET,
        load(two.path()).getCertificateChain(KeyFile.SIGNING));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, null);
    Files.write(one.path(), out.toByteArray());
    KeyFile exchanged = KeyFile.open(one.path());
    ClientException refused =
        assertThrows(ClientException.class, () -> exchanged.signingKey(RIGHT));
    assertTrue(refused.what().contains("does not belong"), refused.what());
  }

  private static KeyStore load(Path path) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(Files.readAllBytes(path)), null);
    return store;
  }

  @Test
  void whatIsNoKeyFileIsSaidToBeNone() throws Exception {
    Path file = folder.resolve("a.p12");
    ClientException absent = assertThrows(ClientException.class, () -> KeyFile.open(file));
    assertTrue(absent.what().contains("there is no key file"), absent.what());
    Files.writeString(file, "not a key");
    ClientException broken = assertThrows(ClientException.class, () -> KeyFile.open(file));
    assertTrue(broken.what().contains("PKCS#12"), broken.what());
  }
}
