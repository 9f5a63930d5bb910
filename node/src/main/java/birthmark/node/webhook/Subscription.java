package birthmark.node.webhook;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.node.index.FactFilter;
import birthmark.node.index.Position;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Somebody who wants to be told. It is kept at this node alone, and nothing of it is on the ledger.
 *
 * @param id its name, which only who signed up knows
 * @param url where to tell
 * @param secret what tellings are authenticated with, 32 octets
 * @param concerns only what concerns this party or thing, its id
 * @param after what was told, or given up
 * @param missed how many tellings in a row were given up
 */
record Subscription(
    String id, String url, Bytes secret, Optional<Bytes> concerns, Position after, int missed) {
  private static final String SECRET_PREFIX = "whsec_";

  Subscription told(Position position) {
    return new Subscription(id, url, secret, concerns, position, 0);
  }

  Subscription passed(Position position) {
    return new Subscription(id, url, secret, concerns, position, missed);
  }

  Subscription gaveUp(Position position) {
    return new Subscription(id, url, secret, concerns, position, missed + 1);
  }

  /** Alarms that everybody may read, perhaps only some. */
  FactFilter filter() {
    return new FactFilter(OptionalInt.empty(), OptionalInt.empty(), concerns, true);
  }

  /** The secret as receivers' libraries take it. */
  String secretText() {
    return SECRET_PREFIX + Base64.getEncoder().encodeToString(secret.toByteArray());
  }

  /** The signature of a telling (Standard Webhooks 1.0: HMAC-SHA256 of id, time and body). */
  String signature(String tellingId, long seconds, Bytes body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.toByteArray(), "HmacSHA256"));
      mac.update((tellingId + "." + seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks HmacSHA256", e);
    }
  }

  Json.Obj json() {
    Json.ObjectBuilder json =
        Json.object().put("id", id).put("url", url).put("secret", secret.hex());
    concerns.ifPresent(subject -> json.put("concerns", subject.hex()));
    return json.put("after", after.toString()).put("missed", missed).build();
  }

  /** The one that {@link #json} told; empty if it is none. */
  static Optional<Subscription> of(Json json) {
    if (!(json instanceof Json.Obj object)
        || !(object.member("id").orElse(new Json.Null()) instanceof Json.Text id)
        || !(object.member("url").orElse(new Json.Null()) instanceof Json.Text url)
        || !(object.member("secret").orElse(new Json.Null()) instanceof Json.Text secret)
        || !(object.member("after").orElse(new Json.Null()) instanceof Json.Text after)
        || !(object.member("missed").orElse(new Json.Null()) instanceof Json.Int missed)) {
      return Optional.empty();
    }
    Optional<Bytes> concerns =
        object.member("concerns").map(each -> Bytes.fromHex(((Json.Text) each).value()));
    return Position.parse(after.value())
        .map(
            position ->
                new Subscription(
                    id.value(),
                    url.value(),
                    Bytes.fromHex(secret.value()),
                    concerns,
                    position,
                    Math.toIntExact(missed.value())));
  }
}
