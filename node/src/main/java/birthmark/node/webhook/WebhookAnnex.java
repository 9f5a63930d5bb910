package birthmark.node.webhook;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.node.edge.Annex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes by which one signs up, looks after that, and ends it. */
final class WebhookAnnex implements Annex {
  private static final String JSON = "application/json";
  private static final String ID = "subscription";
  private static final int BODY_MAX = 2_048;
  private static final int ID_DIGITS = 64;
  private static final Map<String, String> STEPS =
      Map.of(ID, "The subscription's name, which signing up answered.");

  private final Webhooks webhooks;

  WebhookAnnex(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "POST",
            "/webhooks",
            "webhook-sign-up",
            "Has public alarms told to an address: {\"url\": …, \"concerns\": id of a party or"
                + " thing, or left out}. The address is sent a challenge and must answer it.",
            Map.of(),
            Optional.of(new Body(JSON, BODY_MAX)),
            List.of(new Given(201, "The subscription, its secret this once.", JSON)),
            List.of(400),
            this::signUp),
        new Endpoint(
            "GET",
            "/webhooks/{subscription}",
            "webhook",
            "How far a subscription has come.",
            STEPS,
            Optional.empty(),
            List.of(new Given(200, "How far it has come.", JSON)),
            List.of(404),
            asked ->
                webhooks
                    .find(asked.step(ID))
                    .<Told>map(found -> well(200, state(found)))
                    .orElseGet(WebhookAnnex::none)),
        new Endpoint(
            "POST",
            "/webhooks/{subscription}/end",
            "webhook-end",
            "Ends a subscription; what the node kept of it is removed.",
            STEPS,
            Optional.empty(),
            List.of(new Given(200, "It has ended.", JSON)),
            List.of(404),
            asked ->
                webhooks.end(asked.step(ID))
                    ? well(200, Json.object().put("ended", true).build())
                    : none()));
  }

  private Told signUp(Asked asked) throws InterruptedException {
    Json json;
    try {
      json = JsonReader.read(asked.body());
    } catch (JsonException e) {
      return wrong("The body is no JSON.");
    }
    if (!(json instanceof Json.Obj object)
        || !(object.member("url").orElse(new Json.Null()) instanceof Json.Text url)) {
      return wrong("The body is an object with a text 'url'.");
    }
    Optional<Bytes> concerns = Optional.empty();
    if (object.member("concerns").isPresent()) {
      if (!(object.member("concerns").get() instanceof Json.Text id)
          || !id.value().matches("[0-9a-f]{" + ID_DIGITS + "}")) {
        return wrong("'concerns' is the id of a party or thing, 64 hexadecimal digits.");
      }
      concerns = Optional.of(Bytes.fromHex(id.value()));
    }
    try {
      Subscription made = webhooks.signUp(url.value(), concerns);
      Json.Obj told =
          Json.object()
              .put(ID, made.id())
              .put("secret", made.secretText())
              .put("after", made.after().toString())
              .build();
      return well(201, told);
    } catch (Webhooks.NotSignedUpException e) {
      return wrong(e.getMessage() + ".");
    }
  }

  private static Json.Obj state(Subscription found) {
    return Json.object()
        .put("after", found.after().toString())
        .put("missed", found.missed())
        .build();
  }

  private static Told well(int status, Json.Obj json) {
    Bytes octets = Bytes.ofOwned(JsonWriter.compact(json).getBytes(StandardCharsets.UTF_8));
    return new Told.Well(status, JSON, octets, Optional.empty(), Optional.empty());
  }

  private static Told none() {
    return new Told.Wrong(
        404, "Not Found", "There is no such subscription, or it has ended.", Optional.empty());
  }

  private static Told wrong(String detail) {
    return new Told.Wrong(400, "Not signed up", detail, Optional.empty());
  }
}
