package birthmark.gateway.attestation;

import birthmark.json.Json;

/** What an attester is told: the form of AR4SI, with what it has no claim for beside it. */
final class Results {
  private Results() {}

  /** The beginning of a result. */
  static Json.ObjectBuilder of(TrustVector vector) {
    return Json.object()
        .put("ear.status", vector.status())
        .put("ear.trustworthiness-vector", vector.json());
  }

  /** The result of evidence that does not hold. */
  static Json.Obj unsound(String problem) {
    return of(TrustVector.all(TrustVector.INTEGRITY_FAILED)).put("problem", problem).build();
  }

  /** The same where the thing would have been admitted by it. */
  static Json.Obj failed(String problem) {
    return of(TrustVector.all(TrustVector.INTEGRITY_FAILED))
        .put("admitted", false)
        .put("problem", problem)
        .build();
  }
}
