package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborWriter;
import birthmark.cose.CoseException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Octets that are almost a signed message of our own, each with why it is refused. */
final class Sign1Cases {
  static final ContentType TYPE = ContentType.media("application/vnd.birthmark.test+cbor");
  static final Bytes PAYLOAD = Bytes.fromHex("83010203");

  record RefusedCase(
      String name, Bytes encoded, Reason reason, Optional<CborException.Reason> cbor) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final SeededKey KEY =
      SeededKey.named(Algorithm.ED25519, "birthmark test signer -19");

  private final List<RefusedCase> cases = new ArrayList<>();
  private final Sign1 signed = Sign1.sign(KEY, TYPE, PAYLOAD);
  private final Bytes kid = KEY.publicKey().thumbprint().value();

  private Sign1Cases() {}

  static List<RefusedCase> refused() {
    Sign1Cases all = new Sign1Cases();
    all.envelopes();
    all.headers();
    all.cbor();
    return all.cases;
  }

  static List<SeededKey> signers() {
    List<SeededKey> signers = new ArrayList<>();
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      signers.add(SeededKey.named(algorithm, "birthmark test signer " + algorithm.number()));
    }
    return signers;
  }

  private void refuse(String name, Bytes encoded, Reason reason) {
    cases.add(new RefusedCase(name, encoded, reason, Optional.empty()));
  }

  private void refuse(String name, Bytes encoded, CborException.Reason reason) {
    cases.add(new RefusedCase(name, encoded, Reason.BAD_CBOR, Optional.of(reason)));
  }

  private CborWriter message() {
    return new CborWriter().tag(18).array(4);
  }

  private Bytes withSignature(Bytes signature) {
    return message()
        .bytes(signed.protectedHeader())
        .map(0)
        .bytes(PAYLOAD)
        .bytes(signature)
        .toBytes();
  }

  private void envelopes() {
    Bytes header = signed.protectedHeader();
    Bytes signature = signed.signature();
    Bytes encoded = signed.encode();
    refuse("without its tag", encoded.slice(1, encoded.length()), Reason.WRONG_TAG);
    refuse(
        "with the tag of COSE_Sign",
        Bytes.fromHex("d862").concat(encoded.slice(1, encoded.length())),
        Reason.WRONG_TAG);
    refuse(
        "with its tag twice", Bytes.fromHex("d2").concat(encoded), CborException.Reason.WRONG_TYPE);
    refuse("nothing", Bytes.EMPTY, CborException.Reason.TRUNCATED);
    refuse(
        "with an entry in the unprotected header",
        message()
            .bytes(header)
            .map(1)
            .integer(4)
            .bytes(kid)
            .bytes(PAYLOAD)
            .bytes(signature)
            .toBytes(),
        Reason.UNPROTECTED_NOT_EMPTY);
    refuse(
        "with its payload detached",
        message().bytes(header).map(0).nil().bytes(signature).toBytes(),
        Reason.PAYLOAD_MISSING);
    refuse(
        "with text for a payload",
        message().bytes(header).map(0).text("a").bytes(signature).toBytes(),
        CborException.Reason.WRONG_TYPE);
    refuse("without a signature", withSignature(Bytes.EMPTY), Reason.BAD_SIGNATURE_LENGTH);
    refuse(
        "with a signature too short",
        withSignature(signature.slice(0, 63)),
        Reason.BAD_SIGNATURE_LENGTH);
    refuse(
        "with a signature too long",
        withSignature(signature.concat(Bytes.fromHex("00"))),
        Reason.BAD_SIGNATURE_LENGTH);
    refuse(
        "with null for a signature",
        message().bytes(header).map(0).bytes(PAYLOAD).nil().toBytes(),
        CborException.Reason.WRONG_TYPE);
    refuse(
        "of three parts",
        new CborWriter().tag(18).array(3).bytes(header).map(0).bytes(PAYLOAD).toBytes(),
        CborException.Reason.OUT_OF_RANGE);
    refuse(
        "of five parts",
        new CborWriter()
            .tag(18)
            .array(5)
            .bytes(header)
            .map(0)
            .bytes(PAYLOAD)
            .bytes(signature)
            .nil()
            .toBytes(),
        CborException.Reason.OUT_OF_RANGE);
    refuse(
        "with octets after it", encoded.concat(Bytes.fromHex("00")), CborException.Reason.TRAILING);
    refuse("cut short", encoded.slice(0, encoded.length() - 1), CborException.Reason.TRUNCATED);
    refuse(
        "with a header that is a map itself",
        message().map(0).map(0).bytes(PAYLOAD).bytes(signature).toBytes(),
        CborException.Reason.WRONG_TYPE);
  }

  private void header(String name, Reason reason, int entries, Consumer<CborWriter> write) {
    CborWriter out = new CborWriter().map(entries);
    write.accept(out);
    refuse(name, withHeader(out.toBytes()), reason);
  }

  private Bytes withHeader(Bytes header) {
    return message().bytes(header).map(0).bytes(PAYLOAD).bytes(signed.signature()).toBytes();
  }

  private void headers() {
    String type = "application/vnd.birthmark.test+cbor";
    refuse("with an empty header", withHeader(Bytes.EMPTY), CborException.Reason.TRUNCATED);
    header("with no header parameters", Reason.HEADER_MISSING, 0, out -> {});
    header(
        "without alg",
        Reason.HEADER_MISSING,
        2,
        out -> out.integer(3).text(type).integer(4).bytes(kid));
    header(
        "without content type",
        Reason.HEADER_MISSING,
        2,
        out -> out.integer(1).integer(-19).integer(4).bytes(kid));
    header(
        "without kid",
        Reason.HEADER_MISSING,
        2,
        out -> out.integer(1).integer(-19).integer(3).text(type));
    header("with only text labels", Reason.HEADER_MISSING, 1, out -> out.text("alg").integer(-19));
    for (int algorithm : new int[] {-8, -35, -36, -48, -50, 5, -999}) {
      header(
          "with alg " + algorithm,
          Reason.ALGORITHM_NOT_ADMISSIBLE,
          3,
          out -> out.integer(1).integer(algorithm).integer(3).text(type).integer(4).bytes(kid));
    }
    header(
        "with alg by name",
        Reason.ALGORITHM_NOT_ADMISSIBLE,
        3,
        out -> out.integer(1).text("Ed25519").integer(3).text(type).integer(4).bytes(kid));
    header(
        "with a critical parameter",
        Reason.UNKNOWN_CRITICAL,
        5,
        out -> {
          out.integer(1).integer(-19).integer(2).array(1).integer(99).integer(3).text(type);
          out.integer(4).bytes(kid).integer(99).nil();
        });
    header(
        "with critical parameters that are known",
        Reason.UNKNOWN_CRITICAL,
        4,
        out ->
            out.integer(1)
                .integer(-19)
                .integer(2)
                .array(1)
                .integer(1)
                .integer(3)
                .text(type)
                .integer(4)
                .bytes(kid));
    header(
        "with label 0",
        Reason.HEADER_UNKNOWN,
        4,
        out ->
            out.integer(0)
                .nil()
                .integer(1)
                .integer(-19)
                .integer(3)
                .text(type)
                .integer(4)
                .bytes(kid));
    header(
        "with label 5",
        Reason.HEADER_UNKNOWN,
        4,
        out ->
            out.integer(1)
                .integer(-19)
                .integer(3)
                .text(type)
                .integer(4)
                .bytes(kid)
                .integer(5)
                .bytes(kid));
    header(
        "with label -1",
        Reason.HEADER_UNKNOWN,
        4,
        out ->
            out.integer(1)
                .integer(-19)
                .integer(3)
                .text(type)
                .integer(4)
                .bytes(kid)
                .integer(-1)
                .nil());
    header(
        "with a text label",
        Reason.HEADER_UNKNOWN,
        4,
        out ->
            out.integer(1)
                .integer(-19)
                .integer(3)
                .text(type)
                .integer(4)
                .bytes(kid)
                .text("x")
                .nil());
    header(
        "with a label of another type",
        Reason.HEADER_UNKNOWN,
        4,
        out ->
            out.integer(1)
                .integer(-19)
                .integer(3)
                .text(type)
                .integer(4)
                .bytes(kid)
                .bytes(kid)
                .nil());
    for (int length : new int[] {0, 31, 33}) {
      header(
          "with a kid of " + length + " octets",
          Reason.BAD_KEY_ID,
          3,
          out ->
              out.integer(1).integer(-19).integer(3).text(type).integer(4).bytes(new byte[length]));
    }
    for (String bad :
        List.of(
            "",
            "cbor",
            "/cbor",
            "application/",
            " application/cbor",
            "application/cbor ",
            "application/c\u00e9",
            "application/c\n",
            "a/" + "b".repeat(127))) {
      header(
          "with the content type \"" + (bad.length() > 100 ? "a/bbb…" : bad) + "\"",
          Reason.BAD_CONTENT_TYPE,
          3,
          out -> out.integer(1).integer(-19).integer(3).text(bad).integer(4).bytes(kid));
    }
    for (long bad : new long[] {65_536, -1}) {
      header(
          "with the content type " + bad,
          Reason.BAD_CONTENT_TYPE,
          3,
          out -> out.integer(1).integer(-19).integer(3).integer(bad).integer(4).bytes(kid));
    }
    header(
        "with null for a content type",
        Reason.BAD_CONTENT_TYPE,
        3,
        out -> out.integer(1).integer(-19).integer(3).nil().integer(4).bytes(kid));
  }

  private void cbor() {
    String rest = "037823" + hex("application/vnd.birthmark.test+cbor");
    String kidHex = "045820" + kid.hex();
    refuse(
        "with alg in two octets",
        withHeader(Bytes.fromHex("a3013812" + rest + kidHex)),
        CborException.Reason.NOT_MINIMAL);
    refuse(
        "with a label in two octets",
        withHeader(Bytes.fromHex("a3180132" + rest + kidHex)),
        CborException.Reason.NOT_MINIMAL);
    refuse(
        "with a label twice",
        withHeader(Bytes.fromHex("a401320132" + rest + kidHex)),
        CborException.Reason.DUPLICATE_KEY);
    refuse(
        "with labels in disorder",
        withHeader(Bytes.fromHex("a30132" + kidHex + rest)),
        Reason.HEADER_MISSING);
    refuse(
        "with an indefinite header",
        withHeader(Bytes.fromHex("bf0132" + rest + kidHex + "ff")),
        CborException.Reason.INDEFINITE);
    refuse(
        "with octets after the header",
        withHeader(signed.protectedHeader().concat(Bytes.fromHex("00"))),
        CborException.Reason.TRAILING);
    refuse(
        "with a kid that is text",
        withHeader(Bytes.fromHex("a30132" + rest + "046161")),
        CborException.Reason.WRONG_TYPE);
    String encoded = signed.encode().hex();
    refuse(
        "with its tag in two octets",
        Bytes.fromHex("d812" + encoded.substring(2)),
        CborException.Reason.NOT_MINIMAL);
    refuse(
        "with its array in two octets",
        Bytes.fromHex("d29804" + encoded.substring(4)),
        CborException.Reason.NOT_MINIMAL);
    refuse(
        "with an indefinite array",
        Bytes.fromHex("d29f" + encoded.substring(4) + "ff"),
        CborException.Reason.INDEFINITE);
    refuse(
        "with an indefinite unprotected header",
        Bytes.fromHex(encoded.replace("a04483010203", "bfff4483010203")),
        CborException.Reason.INDEFINITE);
    refuse(
        "with an indefinite payload",
        Bytes.fromHex(encoded.replace("a04483010203", "a05f4483010203ff")),
        CborException.Reason.INDEFINITE);
    refuse(
        "with a payload in a longer head",
        Bytes.fromHex(encoded.replace("a04483010203", "a0580483010203")),
        CborException.Reason.NOT_MINIMAL);
  }

  private static String hex(String ascii) {
    return Bytes.copyOf(ascii.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).hex();
  }
}
