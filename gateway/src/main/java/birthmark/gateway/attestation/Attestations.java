package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Signer;
import birthmark.codec.MalformedException;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.EvidenceFormat;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.ProvenStandings;
import birthmark.gateway.attestation.TrustVector.Claim;
import birthmark.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Attestation of things that are connected: each gets a challenge of its own, and what it signs
 * about itself counts in the same session alone, once, and while the challenge is young. The ledger
 * gives the verdict; the gateway hands in and tells.
 */
public final class Attestations {
  private static final Duration CHALLENGE_MAX = Duration.ofMinutes(2);
  private static final Duration VALIDITY = Duration.ofMinutes(5);
  private static final int GIVEN_MAX = 100_000;

  private final ProvenStandings ledger;
  private final Signer signer;
  private final Map<ThingId, Challenge> given = new ConcurrentHashMap<>();

  /** A challenge that one session was given. */
  private record Challenge(Nonce nonce, KeyId key, long nanos) {}

  /** Challenges by what {@code ledger} proves; {@code signer} hands evidence in. */
  public Attestations(ProvenStandings ledger, Signer signer) {
    this.ledger = ledger;
    this.signer = signer;
  }

  /**
   * The nonce that {@code thing}, here by {@code key}, is to put into its evidence: 40 octets.
   *
   * @throws ClientException if no node proves a recent block
   */
  public Bytes challenge(ThingId thing, KeyId key) throws ClientException {
    Nonce nonce = ledger.nonce();
    if (given.size() >= GIVEN_MAX) {
      long now = System.nanoTime();
      given.values().removeIf(each -> now - each.nanos() > CHALLENGE_MAX.toNanos());
    }
    given.put(thing, new Challenge(nonce, key, System.nanoTime()));
    return nonce.encode();
  }

  /** Forgets the challenge of a session that ended. */
  public void ended(ThingId thing) {
    given.remove(thing);
  }

  /** What becomes of {@code evidence} that {@code thing}, here by {@code key}, hands over. */
  public Json.Obj result(ThingId thing, KeyId key, Bytes evidence) {
    Challenge challenge = given.remove(thing);
    if (challenge == null) {
      return failed("there is no challenge to this session; ask for one first");
    }
    if (!challenge.key().equals(key)
        || System.nanoTime() - challenge.nanos() > CHALLENGE_MAX.toNanos()) {
      return failed("the challenge is too old; ask for another");
    }
    try {
      if (evidence.length() > Evidence.LENGTH_MAX) {
        return failed("evidence has at most " + Evidence.LENGTH_MAX + " octets");
      }
      EvidenceFormat.Signed signed = EvidenceFormat.decode(evidence);
      if (!signed.claims().nonce().equals(challenge.nonce())) {
        return failed("freshness: the evidence does not answer this session's challenge");
      }
      if (!signed.claims().thing().equals(thing) || !signed.envelope().keyId().equals(key)) {
        return failed("the evidence is not of the thing, or not by the key, of this session");
      }
      return switch (signer.submit(new AdmissionTransaction.Attest(evidence), VALIDITY)) {
        case Answer.Refused refused -> failed(refused.problem().detail());
        case Answer.Committed committed -> judged(committed.json());
      };
    } catch (MalformedException e) {
      return failed("this is no evidence: " + e.sentence());
    } catch (ClientException e) {
      return failed("the evidence could not be handed in; try again: " + e.what());
    }
  }

  private static Json.Obj failed(String problem) {
    TrustVector vector = TrustVector.all(TrustVector.INTEGRITY_FAILED);
    return result(vector).put("admitted", false).put("problem", problem).build();
  }

  private static Json.ObjectBuilder result(TrustVector vector) {
    return Json.object()
        .put("ear.status", vector.status())
        .put("ear.trustworthiness-vector", vector.json());
  }

  /** The ledger's verdict, from the fact that the evidence led to. */
  private static Json.Obj judged(Json.Obj committed) {
    Json.Obj fact = Json.object().build();
    if (committed.member("facts").orElse(new Json.Null()) instanceof Json.Arr facts) {
      for (Json each : facts.elements()) {
        if (each instanceof Json.Obj told && text(told, "contract").equals("admission")) {
          fact = told;
        }
      }
    }
    Json.Obj value =
        fact.member("value").orElse(new Json.Null()) instanceof Json.Obj object
            ? object
            : Json.object().build();
    String name = text(fact, "fact");
    TrustVector vector = vector(name, text(value, "kind"), text(value, "finding"), value);
    Json.ObjectBuilder result =
        result(vector)
            .put("ear.appraisal-policy-id", "birthmark:admission")
            .put("admitted", isAdmitted(name, value))
            .put("measured", text(value, "measured"))
            .put("statement", text(committed, "statement"));
    for (String each : new String[] {"kind", "finding", "release", "until"}) {
      value.member(each).ifPresent(found -> result.put(each, found));
    }
    committed.member("height").ifPresent(height -> result.put("height", height));
    return result.build();
  }

  private static boolean isAdmitted(String fact, Json.Obj value) {
    return fact.equals("admitted")
        || value.member("admitted").orElse(new Json.Null()).equals(new Json.Bool(true));
  }

  /** How AR4SI says it; who measured is said beside, since it has no claim for that. */
  private static TrustVector vector(String fact, String kind, String finding, Json.Obj value) {
    boolean boot = text(value, "measured").equals("measured-boot");
    TrustVector vector =
        TrustVector.all(TrustVector.NONE)
            .with(Claim.INSTANCE_IDENTITY, TrustVector.AFFIRMING)
            .with(Claim.EXECUTABLES, TrustVector.AFFIRMING)
            .with(Claim.HARDWARE, boot ? TrustVector.AFFIRMING : TrustVector.NONE);
    if (fact.equals("refused")) {
      return switch (finding) {
        case "unknown-image" -> vector.with(Claim.EXECUTABLES, TrustVector.UNRECOGNIZED);
        case "no-baseline", "settings-differ" ->
            vector.with(Claim.CONFIGURATION, TrustVector.CONTRAINDICATED);
        case "debug-enabled", "not-measured-well-enough" ->
            vector.with(Claim.HARDWARE, TrustVector.CONTRAINDICATED);
        default -> vector.with(Claim.EXECUTABLES, TrustVector.CONTRAINDICATED);
      };
    }
    return kind.equals("admitted")
        ? vector
        : vector.with(Claim.EXECUTABLES, TrustVector.VULNERABLE);
  }

  private static String text(Json.Obj object, String name) {
    return object.member(name).orElse(new Json.Null()) instanceof Json.Text text
        ? text.value()
        : "";
  }
}
