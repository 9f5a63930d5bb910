package birthmark.node.scitt;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.Sign1;
import birthmark.node.edge.Annex;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resources of SCRAPI (draft-ietf-scitt-scrapi): register a signed statement, ask what became
 * of it, get its receipt, and the keys of receipts. One more gives the statement itself with its
 * receipt, where the log has it.
 */
public final class ScittAnnex implements Annex {
  private static final String COSE = "application/cose";
  private static final String CBOR = "application/cbor";
  private static final String NOT_FOUND = "Not Found";
  private static final String REJECTED = "Rejected";
  private static final String ENTRY = "entry";
  private static final String KID = "receiptKey";
  private static final long PATIENCE_MILLIS = 20_000;
  private static final int ID_DIGITS = 64;

  private final CoseKey receiptKey;
  private final Registrar registrar;
  private final Entries entries;

  /** The interface of a node. */
  public ScittAnnex(ScittParts parts) {
    this(parts, PATIENCE_MILLIS);
  }

  ScittAnnex(ScittParts parts, long patienceMillis) {
    this.receiptKey = parts.receiptKey().publicKey();
    this.registrar = new Registrar(parts, patienceMillis);
    this.entries = new Entries(parts);
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "POST",
            "/entries",
            "scitt-register",
            "Registers a signed statement (RFC 9943) by the registration policy.",
            Map.of(),
            Optional.of(new Body(COSE, Sign1.MAX_LENGTH)),
            List.of(
                new Given(201, "Its receipt.", COSE),
                new Given(200, "The first receipt of what was registered before.", COSE),
                new Given(303, "It is not decided yet; Location says where to ask.", COSE)),
            List.of(400, 503),
            this::register),
        new Endpoint(
            "GET",
            "/entries/{entry}",
            "scitt-entry",
            "What became of a registration: its receipt, or why it was refused.",
            Map.of(ENTRY, "What Location said: the id of the statement that registered it."),
            Optional.empty(),
            List.of(new Given(200, "Its receipt.", COSE)),
            List.of(400, 404),
            asked -> find(asked, found -> well(asked, found.receipt()))),
        new Endpoint(
            "GET",
            "/entries/{entry}/statement",
            "scitt-statement",
            "What was registered in full, with its receipt and what proves that a party signed it"
                + " (a transparent statement).",
            Map.of(ENTRY, "What Location said: the id of the statement that registered it."),
            Optional.empty(),
            List.of(new Given(200, "The transparent statement.", COSE)),
            List.of(400, 404),
            asked ->
                find(
                    asked,
                    _ ->
                        entries
                            .transparent(Bytes.fromHex(asked.step(ENTRY)))
                            .map(octets -> well(asked, octets))
                            .orElseGet(
                                () ->
                                    wrong(
                                        404,
                                        NOT_FOUND,
                                        "It was registered by its digest: its issuer has it, this"
                                            + " ledger has not.")))),
        new Endpoint(
            "GET",
            "/.well-known/scitt-keys",
            "scitt-keys",
            "The keys that receipts are signed with, a COSE Key Set.",
            Map.of(),
            Optional.empty(),
            List.of(new Given(200, "The keys.", CBOR)),
            List.of(),
            _ -> told(new CborWriter().array(1).raw(key()).toBytes())),
        new Endpoint(
            "GET",
            "/.well-known/scitt-keys/{receiptKey}",
            "scitt-key",
            "A key that receipts are signed with, a COSE Key.",
            Map.of(KID, "Its thumbprint in base64url without padding, as receipts name it."),
            Optional.empty(),
            List.of(new Given(200, "The key.", CBOR)),
            List.of(404),
            asked ->
                asked.step(KID).equals(kid())
                    ? told(key())
                    : wrong(404, "No such key", "No key could be found for this kid value.")));
  }

  private Told register(Asked asked) throws InterruptedException {
    return switch (registrar.register(asked.body())) {
      case Registrar.Registered registered -> registered(asked, registered);
      case Registrar.Running running ->
          new Told.Well(
              303,
              COSE,
              Bytes.EMPTY,
              Optional.of(location(asked, running.entry().hex())),
              Optional.of(1L));
      case Registrar.Refused refused -> wrong(400, refused.title(), refused.sentence());
      case Registrar.Later later ->
          new Told.Wrong(503, "Busy", later.sentence(), Optional.of(later.seconds()));
    };
  }

  private Told registered(Asked asked, Registrar.Registered registered) {
    if (!(entries.find(registered.entry()).orElseThrow() instanceof Entries.Registered found)) {
      throw new IllegalStateException("what was registered is not found");
    }
    return new Told.Well(
        registered.before() ? 200 : 201,
        COSE,
        found.receipt(),
        Optional.of(location(asked, registered.entry().hex())),
        Optional.empty());
  }

  private interface Telling {
    Told of(Entries.Registered found);
  }

  private Told find(Asked asked, Telling telling) {
    String id = asked.step(ENTRY);
    boolean written =
        id.length() == ID_DIGITS
            && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (!written) {
      return wrong(
          400, "Invalid locator", "An entry is named by 64 hexadecimal digits in lower case.");
    }
    return switch (entries.find(Bytes.fromHex(id)).orElse(new Entries.Refused(""))) {
      case Entries.Registered found -> telling.of(found);
      case Entries.Refused(String sentence) when !sentence.isEmpty() ->
          wrong(400, REJECTED, sentence);
      case Entries.Refused _ ->
          wrong(404, NOT_FOUND, "Nothing was registered under this id, or it is not decided yet.");
    };
  }

  private static Told well(Asked asked, Bytes octets) {
    return new Told.Well(
        200, COSE, octets, Optional.of(location(asked, asked.step(ENTRY))), Optional.empty());
  }

  private static Told told(Bytes octets) {
    return new Told.Well(200, CBOR, octets, Optional.empty(), Optional.empty());
  }

  private static Told wrong(int status, String title, String detail) {
    return new Told.Wrong(status, title, detail, Optional.empty());
  }

  private static String location(Asked asked, String entry) {
    return asked.base() + "/entries/" + entry;
  }

  private String kid() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(receiptKey.thumbprint().value().toByteArray());
  }

  /** The key with its kid, as a COSE_Key; without alg where receipts give the older name of it. */
  private Bytes key() {
    Bytes kid = receiptKey.thumbprint().value();
    CborWriter out = new CborWriter();
    switch (receiptKey) {
      case CoseKey.Okp okp when okp.curve() == Curve.ED25519 ->
          out.map(4).unsigned(1).unsigned(1).unsigned(2).bytes(kid).integer(-1).unsigned(6);
      case CoseKey.Okp _ -> throw new IllegalStateException("a key that agrees signs no receipts");
      case CoseKey.Ec2 _ ->
          out.map(5).unsigned(1).unsigned(2).unsigned(2).bytes(kid).integer(-1).unsigned(1);
      case CoseKey.Akp _ ->
          out.map(4).unsigned(1).unsigned(7).unsigned(2).bytes(kid).unsigned(3).integer(-49);
    }
    switch (receiptKey) {
      case CoseKey.Okp okp -> out.integer(-2).bytes(okp.x());
      case CoseKey.Ec2 ec2 -> out.integer(-2).bytes(ec2.x()).integer(-3).bytes(ec2.y());
      case CoseKey.Akp akp -> out.integer(-1).bytes(akp.pub());
    }
    return out.toBytes();
  }
}
