package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.client.sdk.Signer;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.ProvenStandings;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Attestation of things that are connected: each gets a challenge of its own, and what it signs
 * about itself counts in the same session alone, once, and while the challenge is young.
 */
public final class Attestations {
  private static final Duration CHALLENGE_MAX = Duration.ofMinutes(2);
  private static final int GIVEN_MAX = 100_000;
  private static final int FORM_MAX = 200;

  private final SequencedMap<String, Form> forms = new LinkedHashMap<>();
  private final Map<ThingId, Challenge> given = new ConcurrentHashMap<>();

  /** A challenge that one session was given. */
  private record Challenge(Form form, Bytes nonce, KeyId key, long nanos) {}

  /**
   * Challenges by what {@code ledger} proves; {@code signer} hands evidence in.
   *
   * @param psa who appraises PSA tokens, if the gateway was given what their makers vouch for
   */
  public Attestations(
      ProvenStandings ledger, Signer signer, Optional<PsaAppraisal> psa, Notices notices) {
    forms.put("", new LedgerForm(ledger, signer, notices));
    psa.ifPresent(
        appraisal -> forms.put(PsaForm.MEDIA_TYPE, new PsaForm(appraisal, ledger::certificate)));
  }

  /**
   * The nonce that {@code thing}, here by {@code key}, is to put into its evidence: 40 octets for
   * the ledger's own form, 32 for a PSA token.
   *
   * @param request which form of evidence it will hand over: the media type, or nothing for the
   *     ledger's own
   * @throws ClientException if no node proves a recent block, or the form is not taken here
   */
  public Bytes challenge(ThingId thing, KeyId key, Bytes request) throws ClientException {
    Form form = form(request);
    Bytes nonce = form.nonce();
    if (given.size() >= GIVEN_MAX) {
      long now = System.nanoTime();
      given.values().removeIf(each -> now - each.nanos() > CHALLENGE_MAX.toNanos());
    }
    given.put(thing, new Challenge(form, nonce, key, System.nanoTime()));
    return nonce;
  }

  private Form form(Bytes request) throws ClientException {
    Form form =
        request.length() > FORM_MAX
            ? null
            : forms.get(new String(request.toByteArray(), StandardCharsets.UTF_8));
    if (form == null) {
      throw ClientException.refused(
          "no such form of evidence is taken here",
          "Ask with nothing for the ledger's own form"
              + (forms.containsKey(PsaForm.MEDIA_TYPE)
                  ? ", or with " + PsaForm.MEDIA_TYPE + "."
                  : "; PSA tokens need endorsements that this gateway was not given."));
    }
    return form;
  }

  /** Forgets the challenge of a session that ended. */
  public void ended(ThingId thing) {
    given.remove(thing);
  }

  /** What becomes of {@code evidence} that {@code thing}, here by {@code key}, hands over. */
  public Json.Obj result(ThingId thing, KeyId key, Bytes evidence) {
    Challenge challenge = given.remove(thing);
    if (challenge == null) {
      return Results.failed("there is no challenge to this session; ask for one first");
    }
    if (!challenge.key().equals(key)
        || System.nanoTime() - challenge.nanos() > CHALLENGE_MAX.toNanos()) {
      return Results.failed("the challenge is too old; ask for another");
    }
    return challenge.form().result(new Form.Session(thing, key), challenge.nonce(), evidence);
  }

  /** What a thing is told that asked for a challenge and gets none. */
  public static Json.Obj unchallenged(ClientException reason) {
    return Results.failed(reason.what() + ". " + reason.remedy());
  }
}
