package birthmark.gateway.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborEncoder;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scenarios of Veraison, an attestation verifier of others, with its test keys and results. */
public final class Veraison {
  private static final Map<String, Long> LABELS =
      Map.of(
          "eat-profile", 265L,
          "psa-client-id", 2_394L,
          "psa-security-lifecycle", 2_395L,
          "psa-implementation-id", 2_396L,
          "psa-boot-seed", 2_397L,
          "psa-software-components", 2_399L,
          "psa-nonce", 10L,
          "psa-instance-id", 256L,
          "psa-verification-service-indicator", 2_400L);
  private static final Map<String, Long> COMPONENT =
      Map.of("measurement-type", 1L, "measurement-value", 2L, "version", 4L, "signer-id", 5L);
  private static final List<String> TEXTS =
      List.of("eat-profile", "psa-verification-service-indicator", "measurement-type", "version");

  private Veraison() {}

  /** A file of theirs. */
  static Json.Obj json(String file) throws IOException {
    return (Json.Obj)
        JsonReader.read(
            Bytes.ofOwned(Files.readAllBytes(SharedData.file("04-firmware/veraison/" + file))));
  }

  private static CborItem item(String name, Json value) {
    return switch (value) {
      case Json.Int number -> new CborItem.Unsigned(number.value());
      case Json.Text text ->
          TEXTS.contains(name)
              ? new CborItem.TextString(text.value())
              : new CborItem.ByteString(Bytes.copyOf(Base64.getDecoder().decode(text.value())));
      case Json.Arr list ->
          new CborItem.Array(
              list.elements().stream()
                  .map(each -> map((Json.Obj) each, COMPONENT, Optional.empty()))
                  .toList());
      default -> throw new AssertionError(name);
    };
  }

  private static CborItem map(Json.Obj object, Map<String, Long> labels, Optional<Bytes> nonce) {
    List<CborItem.Entry> entries = new ArrayList<>();
    for (Json.Member member : object.members()) {
      long label = labels.getOrDefault(member.name(), -1L);
      assertTrue(label > 0, member.name());
      entries.add(
          new CborItem.Entry(
              new CborItem.Unsigned(label),
              member.name().equals("psa-nonce") && nonce.isPresent()
                  ? new CborItem.ByteString(nonce.get())
                  : item(member.name(), member.value())));
    }
    return new CborItem.Map(entries);
  }

  private static PrivateKey key(String file) throws IOException, GeneralSecurityException {
    String d = ((Json.Text) json(file).member("d").orElseThrow()).value();
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(
                new BigInteger(1, Base64.getUrlDecoder().decode(d)),
                curve.getParameterSpec(ECParameterSpec.class)));
  }

  /** The claims of {@code file} as a token, signed by software that is not ours. */
  public static Bytes token(String file, String key) throws IOException, GeneralSecurityException {
    return token(file, key, Optional.empty());
  }

  /** The same with another nonce. */
  public static Bytes token(String file, String key, Optional<Bytes> nonce)
      throws IOException, GeneralSecurityException {
    Bytes claims = CborEncoder.encode(map(json(file), LABELS, nonce));
    Bytes header = Bytes.fromHex("a10126");
    CborWriter signed = new CborWriter();
    signed.array(4).text("Signature1").bytes(header).bytes(Bytes.EMPTY).bytes(claims);
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key(key));
    signature.update(signed.toBytes().toByteArray());
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(header).map(0).bytes(claims).bytes(Bytes.copyOf(signature.sign()));
    return out.toBytes();
  }

  /** How a birth certificate names the device of the claims. */
  public static String device() throws IOException {
    String instance =
        ((Json.Text) json("claims/psa.good.json").member("psa-instance-id").orElseThrow()).value();
    return PsaForm.IDENTIFIER + Bytes.copyOf(Base64.getDecoder().decode(instance)).hex();
  }

  private static final String ENDORSEMENTS =
      "04-firmware/veraison/end-to-end/input/psa-endorsements.cbor";

  /** Whether these data are at hand. */
  public static boolean isAtHand() {
    return Files.exists(SharedData.root().resolveSibling("shared").resolve("data"));
  }

  /** What its maker vouches for. */
  public static Path endorsements() {
    return SharedData.file(ENDORSEMENTS);
  }

  /** Checks that {@code result} has the status and the vector of their result in {@code file}. */
  public static void assertSame(String file, Json.Obj result) throws IOException {
    Json.Obj theirs = (Json.Obj) json(file).member("PSA_IOT").orElseThrow();
    assertEquals(theirs.member("ear.status"), result.member("ear.status"), result::toString);
    Json.Obj vector = (Json.Obj) theirs.member("ear.trustworthiness-vector").orElseThrow();
    Json.Obj ours = (Json.Obj) result.member("ear.trustworthiness-vector").orElseThrow();
    assertEquals(vector.members().size(), ours.members().size());
    for (Json.Member member : vector.members()) {
      assertEquals(Optional.of(member.value()), ours.member(member.name()), member.name());
    }
  }
}
