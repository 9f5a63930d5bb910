package birthmark.client.sdk;

import birthmark.json.Json;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a node says when it does not do what it was asked (RFC 9457).
 *
 * @param status the HTTP status
 * @param contract whose rule it is: a contract's name, {@code ledger} or {@code http}
 * @param reason the rule in kebab case
 * @param title the rule as a phrase
 * @param detail what was wrong and what to do
 * @param statement the statement's id, or empty
 * @param counted the height of the block that counted the statement, if one did
 * @param highest the highest number counted for its key, where the node tells
 * @param json the whole of it
 */
public record Problem(
    int status,
    String contract,
    String reason,
    String title,
    String detail,
    String statement,
    OptionalLong counted,
    OptionalLong highest,
    Json.Obj json) {
  /** The problem that a node's JSON describes. */
  static Problem of(int status, Json.Obj json) {
    return new Problem(
        status,
        text(json, "contract"),
        text(json, "reason"),
        text(json, "title"),
        text(json, "detail"),
        text(json, "statement"),
        number(json, "counted"),
        number(json, "highest"),
        json);
  }

  /** Whether it is the rule {@code name} of the envelope. */
  boolean is(String name) {
    return contract.equals("ledger") && reason.equals(name);
  }

  /** It as an exception: a refusal, or silence where the node only says that it cannot now. */
  public ClientException exception() {
    String what = title.isEmpty() ? "the node answered with status " + status : decapitalize(title);
    return status == 503 || status == 429
        ? ClientException.unanswered(what, detail)
        : ClientException.refused(what, detail);
  }

  private static String decapitalize(String title) {
    return title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1);
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  private static OptionalLong number(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Int number
        ? OptionalLong.of(number.value())
        : OptionalLong.empty();
  }
}
