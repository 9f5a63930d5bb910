package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.codec.Timestamp;
import birthmark.contract.Introduction;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.json.Json;
import birthmark.node.query.KeyRecord;
import birthmark.statement.ContentTypes;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The octets to sign for a transaction given in JSON, so that a signer needs no CBOR. */
final class PrepareRoutes {
  private final Rulebook rulebook;
  private final Bytes network;
  private final Readings readings;
  private final Schemas schemas;

  PrepareRoutes(Rulebook rulebook, Bytes network, Readings readings, Schemas schemas) {
    this.rulebook = rulebook;
    this.network = network;
    this.readings = readings;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Json prepared = schemas.component("api.prepared", preparedSchema());
    return AskedTransaction.routes(
        rulebook,
        kind ->
            Route.post(
                kind.path("prepare"),
                kind.asks(
                        kind.operation("prepare", "The octets to sign for")
                            .requiredQuery("key", "The signer's key id.", Schemas.id())
                            .requiredQuery(
                                "sequence",
                                "The signer's number, above the highest it has used.",
                                Schemas.whole(1, Long.MAX_VALUE))
                            .requiredQuery(
                                "expiry",
                                "The block time after which it counts no more.",
                                Schemas.time()),
                        schemas)
                    .or(403)
                    .answers(200, "What to sign.", MediaTypes.JSON, prepared),
                request -> prepare(kind, request)));
  }

  private Reply prepare(AskedTransaction.Kind kind, Request request) {
    KeyId key = request.requiredKey("key");
    long sequence = request.requiredWhole("sequence", 1, Long.MAX_VALUE);
    Timestamp expiry = request.requiredTime("expiry");
    AskedTransaction asked = AskedTransaction.of(kind, request);
    Algorithm algorithm = algorithm(key, asked.transaction());
    Statement.Draft draft =
        new Statement.Draft(network, sequence, expiry, asked.transaction(), asked.acting());
    Sign1.Unsigned unsigned =
        Sign1.unsigned(algorithm, key, ContentTypes.STATEMENT, draft.payload(rulebook));
    Bytes toBeSigned = unsigned.toBeSigned();
    // The signature's octets come last, so what stands before them does not depend on them.
    int signatureLength = algorithm.signatureLength();
    Sign1 zero = unsigned.signed(Bytes.ofOwned(new byte[signatureLength]));
    Bytes whole = zero.encode();
    if (whole.length() > Sign1.MAX_LENGTH) {
      throw new ProblemException(
          HttpFault.TOO_LARGE,
          "The statement would have "
              + whole.length()
              + " octets; at most "
              + Sign1.MAX_LENGTH
              + " may be.");
    }
    return Reply.json(
        Json.object()
            .put("statement", zero.id().hex())
            .put("algorithm", Names.kebab(algorithm.name()))
            .put("toBeSigned", octets(toBeSigned))
            .put("prefix", octets(whole.slice(0, whole.length() - signatureLength)))
            .put("signatureLength", signatureLength)
            .put("contract", kind.rules().surface().path())
            .put("transaction", kind.variant().name())
            .put("network", network.hex())
            .put("key", key.toString())
            .put("sequence", sequence)
            .put("expiry", expiry.toString())
            .build());
  }

  private Algorithm algorithm(KeyId id, Transaction transaction) {
    if (transaction instanceof Introduction introduction
        && introduction.key().thumbprint().equals(id)) {
      return algorithm(introduction.key());
    }
    Optional<Keys.Registered> registered =
        readings.ask(reading -> reading.key(id).map(KeyRecord::registered));
    return algorithm(registered.orElseThrow(() -> refused(EnvelopeRefusal.UNKNOWN_KEY)).key());
  }

  private static Algorithm algorithm(CoseKey key) {
    return key.signingAlgorithm()
        .filter(Algorithm::admissible)
        .orElseThrow(() -> refused(EnvelopeRefusal.NOT_A_SIGNING_KEY));
  }

  private static ProblemException refused(EnvelopeRefusal refusal) {
    return new ProblemException(
        new Problem(Problem.Kind.of(refusal), refusal.sentence(), List.of(), List.of()));
  }

  private static Json octets(Bytes octets) {
    return Json.object()
        .put("hex", octets.hex())
        .put("base64", Base64.getEncoder().encodeToString(octets.unsafe()))
        .build();
  }

  private static Json preparedSchema() {
    Json octets =
        Schemas.object(
            List.of("hex", "base64"),
            Json.object()
                .put("hex", Schemas.octets(1, Sign1.MAX_LENGTH, "the octets"))
                .put("base64", Schemas.type("string").put("contentEncoding", "base64").build())
                .build());
    return Schemas.object(
        List.of(
            "statement",
            "algorithm",
            "toBeSigned",
            "prefix",
            "signatureLength",
            "contract",
            "transaction",
            "network",
            "key",
            "sequence",
            "expiry"),
        Json.object()
            .put("statement", Schemas.id())
            .put("algorithm", Schemas.any())
            .put("toBeSigned", octets)
            .put("prefix", octets)
            .put("signatureLength", Schemas.whole(1, Sign1.MAX_LENGTH))
            .put("contract", Schemas.any())
            .put("transaction", Schemas.any())
            .put("network", Schemas.id())
            .put("key", Schemas.id())
            .put("sequence", Schemas.whole(1, Long.MAX_VALUE))
            .put("expiry", Schemas.time())
            .build());
  }
}
