package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Names;
import birthmark.codec.Timestamp;
import birthmark.codec.Variants;
import birthmark.contract.Acting;
import birthmark.contract.Introduction;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.node.query.KeyRecord;
import birthmark.statement.ContentTypes;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The octets to sign for a transaction given in JSON, so that a signer needs no CBOR. */
final class PrepareRoutes {
  private static final int JSON_LENGTH_MAX = 4 * Sign1.MAX_LENGTH;

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
    List<Route> routes = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Variants.Variant<Transaction> variant : rules.transactions().all()) {
        String contract = rules.surface().path();
        routes.add(
            Route.post(
                "/v1/" + contract + "/" + variant.name() + "/prepare",
                Operation.of(
                        contract + "." + variant.name() + ".prepare",
                        "The octets to sign for: "
                            + (variant.shape().about().isEmpty()
                                ? variant.name()
                                : variant.shape().about()))
                    .requiredQuery("key", "The signer's key id.", Schemas.id())
                    .requiredQuery(
                        "sequence",
                        "The signer's number, above the highest it has used.",
                        Schemas.whole(1, Long.MAX_VALUE))
                    .requiredQuery(
                        "expiry", "The block time after which it counts no more.", Schemas.time())
                    .query(
                        "for",
                        "The party in whose name it is asked for, if it is not the signer's own.",
                        Schemas.id())
                    .query(
                        "approves",
                        "The proposal that it approves: the id of a statement that asked for the"
                            + " very same; needs 'for'.",
                        Schemas.id())
                    .takes(MediaTypes.JSON, schemas.of(variant.shape()))
                    .or(403)
                    .answers(200, "What to sign.", MediaTypes.JSON, prepared),
                request -> prepare(rules, variant, request)));
      }
    }
    return routes;
  }

  private Reply prepare(
      Rulebook.Rules rules, Variants.Variant<Transaction> variant, Request request) {
    KeyId key = request.requiredKey("key");
    long sequence = request.requiredWhole("sequence", 1, Long.MAX_VALUE);
    Timestamp expiry = request.requiredTime("expiry");
    Transaction transaction = transaction(variant, request);
    Algorithm algorithm = algorithm(key, transaction);
    Statement.Draft draft =
        new Statement.Draft(network, sequence, expiry, transaction, acting(request));
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
            .put("contract", rules.surface().path())
            .put("transaction", variant.name())
            .put("network", network.hex())
            .put("key", key.toString())
            .put("sequence", sequence)
            .put("expiry", expiry.toString())
            .build());
  }

  static Optional<Acting> acting(Request request) {
    Optional<Bytes> party = request.id("for");
    Optional<Bytes> approves = request.id("approves");
    if (party.isEmpty() && approves.isPresent()) {
      throw new ProblemException(
          HttpFault.MALFORMED,
          "'approves' needs 'for': the party in whose name the proposal asked.");
    }
    return party.map(each -> new Acting(each, approves));
  }

  /** The transaction that the members in the body are. */
  static Transaction transaction(Variants.Variant<Transaction> variant, Request request) {
    String type = MediaTypes.bare(request.value("content-type").orElse(""));
    if (!type.equals(MediaTypes.JSON)) {
      throw new ProblemException(
          HttpFault.UNSUPPORTED_MEDIA_TYPE,
          "A transaction's members are sent as " + MediaTypes.JSON + ", not as '" + type + "'.");
    }
    Bytes body = request.body().read(JSON_LENGTH_MAX);
    try {
      return variant.codec().fromJson(JsonReader.read(body));
    } catch (JsonException e) {
      throw new ProblemException(HttpFault.MALFORMED, "The body: " + e.getMessage() + ".");
    } catch (MalformedException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.of(EnvelopeRefusal.BODY_MALFORMED),
              StatementAnswers.sentence(
                  EnvelopeRefusal.BODY_MALFORMED.sentence(), variant.name() + ": " + e.sentence()),
              List.of(),
              List.of()));
    }
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
