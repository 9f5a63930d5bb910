package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.gateway.attestation.TrustVector.Claim;
import java.util.List;
import java.util.Optional;

/**
 * The appraisal of PSA attestation tokens (RFC 9783) by what their makers vouch for.
 *
 * @param corim what they vouch for
 * @param signatures who verifies
 */
public record PsaAppraisal(Corim corim, Signatures signatures) {
  private static final int SECURED = 0x30;
  private static final int DEBUG_OUTSIDE = 0x40;
  private static final int VISIBLE = 96;
  private static final int NOT_TRUSTED = 97;

  /**
   * What a token came to.
   *
   * @param vector what was found
   * @param problem why the evidence does not hold, if it does not
   * @param attester of whom it is, if it holds
   */
  public record Result(TrustVector vector, Optional<String> problem, Optional<Attester> attester) {
    private static Result failed(String problem) {
      return new Result(
          TrustVector.all(TrustVector.INTEGRITY_FAILED), Optional.of(problem), Optional.empty());
    }
  }

  /**
   * Whose token it is.
   *
   * @param instance which device, 33 octets
   * @param key which signed
   * @param profile how it says what it says
   * @param unknown the types of software that nobody vouches for
   */
  public record Attester(Bytes instance, CoseKey key, String profile, List<String> unknown) {
    /** Keeps its own list. */
    public Attester {
      unknown = List.copyOf(unknown);
    }
  }

  /** Appraises {@code evidence} that answers the challenge {@code nonce}. */
  public Result appraise(Bytes evidence, Bytes nonce) {
    Optional<PsaToken> decoded = PsaToken.decode(evidence).filter(PsaToken::isWhole);
    if (decoded.isEmpty()) {
      return Result.failed("could not establish identity from evidence");
    }
    PsaToken token = decoded.get();
    List<Corim.VerificationKey> keys =
        corim.keys().stream()
            .filter(each -> each.implementation().equals(token.implementation().orElseThrow()))
            .filter(each -> each.instance().equals(token.instance().orElseThrow()))
            .toList();
    if (keys.isEmpty()) {
      return Result.failed("nobody vouches for a key of this device");
    }
    Optional<CoseKey> signer =
        keys.stream()
            .map(Corim.VerificationKey::key)
            .filter(each -> token.isSignedBy(signatures, each))
            .findFirst();
    if (signer.isEmpty()) {
      return Result.failed("the device's key did not sign this evidence");
    }
    if (!token.nonce().orElseThrow().equals(nonce)) {
      return Result.failed(
          "freshness: psa-nonce ("
              + token.nonce().orElseThrow()
              + ") does not match session nonce ("
              + nonce
              + ")");
    }
    List<String> unknown =
        token.components().stream()
            .filter(each -> !isRight(token, each))
            .map(each -> each.type().orElse("unnamed"))
            .toList();
    return new Result(
        vector(token, unknown.isEmpty()),
        Optional.empty(),
        Optional.of(
            new Attester(token.instance().orElseThrow(), signer.get(), token.profile(), unknown)));
  }

  private static TrustVector vector(PsaToken token, boolean known) {
    // The upper octet is the state (RFC 9783 section 4.3.1).
    int state = token.lifecycle().orElseThrow() >> 8;
    boolean trusted = state == SECURED || state == DEBUG_OUTSIDE;
    int opaque = trusted ? TrustVector.AFFIRMING : VISIBLE;
    return TrustVector.all(TrustVector.NONE)
        .with(Claim.INSTANCE_IDENTITY, trusted ? TrustVector.AFFIRMING : NOT_TRUSTED)
        .with(Claim.HARDWARE, TrustVector.AFFIRMING)
        .with(Claim.RUNTIME_OPAQUE, opaque)
        .with(Claim.STORAGE_OPAQUE, opaque)
        .with(Claim.EXECUTABLES, known ? TrustVector.AFFIRMING : TrustVector.UNRECOGNIZED);
  }

  private boolean isRight(PsaToken token, PsaToken.Component component) {
    return corim.references().stream()
        .anyMatch(
            each ->
                each.implementation().equals(token.implementation().orElseThrow())
                    && each.signer().equals(component.signer())
                    && each.digest().equals(component.measurement())
                    && (each.type().isEmpty() || each.type().equals(component.type())));
  }
}
