package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Variants;
import birthmark.contract.Acting;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.Sign1;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.statement.EnvelopeRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A transaction that somebody asks about in JSON, without a statement yet.
 *
 * @param transaction what its members say
 * @param acting in whose name it would be
 */
record AskedTransaction(Transaction transaction, Optional<Acting> acting) {
  private static final int JSON_LENGTH_MAX = 4 * Sign1.MAX_LENGTH;

  /**
   * One kind of it.
   *
   * @param rules whose contract's
   * @param variant its shape
   */
  record Kind(Rulebook.Rules rules, Variants.Variant<Transaction> variant) {
    /** Where it is asked about, by the verb {@code verb}. */
    String path(String verb) {
      return "/v1/" + rules.surface().path() + "/" + variant.name() + "/" + verb;
    }

    /** What is asked about it by {@code verb}: {@code about}, of what it is for. */
    Operation operation(String verb, String about) {
      String name = variant.name();
      String what = variant.shape().about();
      return Operation.of(
          rules.surface().path() + "." + name + "." + verb,
          about + ": " + (what.isEmpty() ? name : what));
    }

    /** The same, with the parameters and the body that say what is asked about. */
    Operation asks(Operation operation, Schemas schemas) {
      return operation
          .query(
              "for",
              "The party in whose name it is asked for, if it is not the signer's own.",
              Schemas.id())
          .query(
              "approves",
              "The proposal that it approves: the id of a statement that asked for the very same;"
                  + " needs 'for'.",
              Schemas.id())
          .takes(MediaTypes.JSON, schemas.of(variant.shape()));
    }
  }

  /** A route for each kind of transaction that {@code rulebook} knows. */
  static List<Route> routes(Rulebook rulebook, Function<Kind, Route> route) {
    List<Route> routes = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Variants.Variant<Transaction> variant : rules.transactions().all()) {
        routes.add(route.apply(new Kind(rules, variant)));
      }
    }
    return routes;
  }

  /**
   * What {@code request} asks about.
   *
   * @throws ProblemException if its parameters or its body are no such transaction
   */
  static AskedTransaction of(Kind kind, Request request) {
    return new AskedTransaction(transaction(kind.variant(), request), acting(request));
  }

  private static Optional<Acting> acting(Request request) {
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
  private static Transaction transaction(Variants.Variant<Transaction> variant, Request request) {
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
}
