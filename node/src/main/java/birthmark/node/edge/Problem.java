package birthmark.node.edge;

import birthmark.codec.Names;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.statement.EnvelopeRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What went wrong, for a person and for a program (RFC 9457).
 *
 * @param kind what kind of problem it is
 * @param detail what was wrong this time, and what to do
 * @param more further members
 * @param fields further header fields
 */
record Problem(Kind kind, String detail, List<Json.Member> more, List<Field> fields) {
  /** The name of the envelope's rules in problem types. */
  static final String LEDGER = "ledger";

  /** The name of the request's own rules in problem types. */
  static final String HTTP = "http";

  /**
   * A kind of problem.
   *
   * @param contract whose rule: a contract's name, {@value #LEDGER} or {@value #HTTP}
   * @param reason the rule in kebab case
   * @param status the HTTP status
   * @param sentence what it means and what to do
   */
  record Kind(String contract, String reason, int status, String sentence) {
    /** The rule, for those who count. */
    String rule() {
      return contract + "/" + reason;
    }

    /** The problem type, a path where the same is explained. */
    String type() {
      return "/v1/problems/" + rule();
    }

    /** The reason as a headline. */
    String title() {
      String words = reason.replace('-', ' ');
      return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    static Kind of(HttpFault fault) {
      return new Kind(HTTP, Names.kebab(fault.name()), fault.status(), fault.sentence());
    }

    static Kind of(EnvelopeRefusal refusal) {
      return new Kind(LEDGER, Names.kebab(refusal.name()), statusOf(refusal), refusal.sentence());
    }

    /** The kind of {@code reason}, one of {@code contract}'s, 0 for the envelope's. */
    static Kind of(Rulebook rulebook, int contract, Reason reason) {
      if (reason instanceof EnvelopeRefusal refusal) {
        return of(refusal);
      }
      String name = rulebook.numbered(contract).map(rules -> rules.surface().path()).orElse(LEDGER);
      return new Kind(name, Names.kebab(reason.name()), 422, reason.sentence());
    }

    private static int statusOf(EnvelopeRefusal refusal) {
      return switch (refusal) {
        case MALFORMED, OTHER_NETWORK, NO_SUCH_CONTRACT, NO_SUCH_TRANSACTION, BODY_MALFORMED -> 400;
        case UNKNOWN_KEY, NOT_A_SIGNING_KEY, SIGNATURE_INVALID, KEY_REVOKED -> 403;
        case SEQUENCE_TOO_FAR, SEQUENCE_BEHIND, SEQUENCE_COUNTED -> 409;
        case EXPIRED, ENDORSEMENT_INVALID, KEY_UNSOUND, KEY_TAKEN -> 422;
        case OVER_QUOTA -> 429;
        case CONTRACT_FAULT -> 500;
        case BLOCK_FULL -> 503;
      };
    }
  }

  /** Keeps copies. */
  Problem {
    more = List.copyOf(more);
    fields = List.copyOf(fields);
  }

  static Problem of(HttpFault fault) {
    return new Problem(Kind.of(fault), fault.sentence(), List.of(), List.of());
  }

  static Problem of(HttpFault fault, String detail) {
    return new Problem(Kind.of(fault), detail, List.of(), List.of());
  }

  Problem with(String name, Json value) {
    List<Json.Member> members = new ArrayList<>(more);
    members.add(new Json.Member(name, value));
    return new Problem(kind, detail, members, fields);
  }

  Problem with(Field field) {
    List<Field> all = new ArrayList<>(fields);
    all.add(field);
    return new Problem(kind, detail, more, all);
  }

  /** With the time after which to come back, in whole seconds and at least one. */
  Problem retryAfter(long millis) {
    return with(new Field("Retry-After", Long.toString(Math.max(1, (millis + 999) / 1000))));
  }

  /** All kinds there are under {@code rulebook}. */
  static List<Kind> catalogue(Rulebook rulebook) {
    List<Kind> kinds = new ArrayList<>();
    for (HttpFault fault : HttpFault.values()) {
      kinds.add(Kind.of(fault));
    }
    for (EnvelopeRefusal refusal : EnvelopeRefusal.values()) {
      kinds.add(Kind.of(refusal));
    }
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Reason reason : rules.surface().refusals()) {
        kinds.add(Kind.of(rulebook, rules.number(), reason));
      }
    }
    return List.copyOf(kinds);
  }

  /** The kind called {@code contract} and {@code reason}. */
  static Optional<Kind> named(Rulebook rulebook, String contract, String reason) {
    return catalogue(rulebook).stream()
        .filter(kind -> kind.contract().equals(contract) && kind.reason().equals(reason))
        .findFirst();
  }

  /** The problem details object. */
  Json.Obj json() {
    Json.ObjectBuilder object =
        Json.object()
            .put("type", kind.type())
            .put("title", kind.title())
            .put("status", kind.status())
            .put("detail", detail)
            .put("contract", kind.contract())
            .put("reason", kind.reason());
    more.forEach(member -> object.put(member.name(), member.value()));
    return object.build();
  }
}
