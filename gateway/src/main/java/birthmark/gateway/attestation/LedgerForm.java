package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.client.sdk.Problem;
import birthmark.client.sdk.Signer;
import birthmark.codec.MalformedException;
import birthmark.codec.Names;
import birthmark.contracts.admission.AdmissionRefusal;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.EvidenceFormat;
import birthmark.gateway.admission.ProvenStandings;
import birthmark.gateway.attestation.TrustVector.Claim;
import birthmark.json.Json;
import java.time.Duration;

/** Evidence in the ledger's own EAT profile: the ledger gives the verdict, the gateway hands in. */
record LedgerForm(ProvenStandings ledger, Signer signer, Notices notices) implements Form {
  private static final String WENT_BACK = Names.kebab(AdmissionRefusal.BOOT_COUNT_WENT_BACK.name());
  private static final Duration VALIDITY = Duration.ofMinutes(5);

  @Override
  public Bytes nonce() throws ClientException {
    return ledger.nonce().encode();
  }

  @Override
  public Json.Obj result(Session session, Bytes nonce, Bytes evidence) {
    try {
      if (evidence.length() > Evidence.LENGTH_MAX) {
        return Results.failed("evidence has at most " + Evidence.LENGTH_MAX + " octets");
      }
      EvidenceFormat.Signed signed = EvidenceFormat.decode(evidence);
      if (!signed.claims().nonce().encode().equals(nonce)) {
        return Results.failed("freshness: the evidence does not answer this session's challenge");
      }
      if (!signed.claims().thing().equals(session.thing())
          || !signed.envelope().keyId().equals(session.key())) {
        return Results.failed(
            "the evidence is not of the thing, or not by the key, of this session");
      }
      return switch (signer.submit(new AdmissionTransaction.Attest(evidence), VALIDITY)) {
        case Answer.Refused refused -> refused(session, refused.problem());
        case Answer.Committed committed -> judged(committed.json());
      };
    } catch (MalformedException e) {
      return Results.failed("this is no evidence: " + e.sentence());
    } catch (ClientException e) {
      return Results.failed("the evidence could not be handed in; try again: " + e.what());
    }
  }

  /** A copy of a thing that starts less often than the other gives both away. */
  private Json.Obj refused(Session session, Problem problem) {
    if (problem.reason().equals(WENT_BACK)) {
      notices.say(
          "ALARM: "
              + session.thing()
              + " counts fewer starts than it had: its disk was copied or put back. "
              + problem.detail());
    }
    return Results.failed(problem.detail());
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
        Results.of(vector)
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
