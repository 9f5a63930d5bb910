package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ThingId;
import birthmark.json.Json;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * PSA attestation tokens (RFC 9783), judged here by what their makers vouch for. A token counts for
 * the thing of the session alone: its birth certificate names the token's device, or has its key.
 * Whom the verdict admits is the ledger's business, which cannot judge such tokens.
 */
final class PsaForm implements Form {
  /** What a thing asks with. */
  static final String MEDIA_TYPE = "application/psa-attestation-token";

  /** How a birth certificate names the device: this and the instance id in hexadecimal digits. */
  static final String IDENTIFIER = "ueid:";

  private static final int NONCE = 32;

  private final PsaAppraisal appraisal;
  private final Births births;
  private final SecureRandom random = new SecureRandom();

  /** Birth certificates, as the ledger was proven to have them. */
  interface Births {
    Optional<Certificate> certificate(ThingId thing) throws ClientException;
  }

  PsaForm(PsaAppraisal appraisal, Births births) {
    this.appraisal = appraisal;
    this.births = births;
  }

  @Override
  public Bytes nonce() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return Bytes.ofOwned(nonce);
  }

  @Override
  public Json.Obj result(Session session, Bytes nonce, Bytes evidence) {
    PsaAppraisal.Result result = appraisal.appraise(evidence, nonce);
    if (result.attester().isEmpty()) {
      return Results.unsound(result.problem().orElse("the token does not hold"));
    }
    PsaAppraisal.Attester attester = result.attester().get();
    try {
      Optional<Certificate> born = births.certificate(session.thing());
      if (born.isEmpty() || !isOf(born.get(), attester)) {
        return Results.unsound(
            "the ledger does not say that this token's device, ueid:"
                + attester.instance().hex()
                + ", is this thing");
      }
    } catch (ClientException e) {
      return Results.unsound("no node proves which device this thing is; try again: " + e.what());
    }
    return Results.of(result.vector())
        .put("ear.appraisal-policy-id", "birthmark:corim-psa")
        .put("measured", "psa-root-of-trust")
        .put("profile", attester.profile())
        .put(
            "unknown", new Json.Arr(attester.unknown().stream().<Json>map(Json.Text::new).toList()))
        .build();
  }

  private static boolean isOf(Certificate certificate, PsaAppraisal.Attester attester) {
    Identifier named =
        new Identifier.Public(Identifier.Kind.OTHER, IDENTIFIER + attester.instance().hex());
    List<Identifier> identifiers = certificate.identifiers();
    return identifiers.contains(named)
        || certificate.signing().thumbprint().equals(attester.key().thumbprint());
  }
}
