package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.things.Identifier;
import birthmark.cose.Algorithm;
import birthmark.gateway.attestation.Veraison;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Other forms of evidence than the ledger's own, and other ways than topics, at the front door. */
@Tag("real")
class AttestationTest {
  private static final byte[] PSA =
      "application/psa-attestation-token".getBytes(StandardCharsets.US_ASCII);
  private static final String METHOD = "birthmark-attest";
  private static final String KEY = "keys/ec.p256.jwk";
  private static final int NOT_AUTHORIZED = 135;

  @RegisterExtension private static final Door DOOR = new Door();

  private static Site site;
  private static Site.Device board;
  private static Site.Device other;

  @BeforeAll
  static void start() throws Exception {
    site = DOOR.site();
    board =
        site.born(
            "board",
            Algorithm.ED25519,
            new Identifier.Public(Identifier.Kind.OTHER, Veraison.device()));
    site.attest(board, "1.0.0");
    other = site.admitted("other board", Algorithm.ED25519);
  }

  /** What hands one token over and gives the result. */
  private interface Way {
    Bytes challenge() throws Exception;

    Json.Obj result(Bytes token) throws Exception;
  }

  private static Json.Obj told(Way way, String claims, String key) throws Exception {
    return way.result(Veraison.token("claims/" + claims, key, Optional.of(way.challenge())));
  }

  private static void fourResultsAreTheirsAndAnotherKeyIsRefused(Way way) throws Exception {
    assertEquals(32, way.challenge().length());
    Json.Obj stale = way.result(Veraison.token("claims/psa.good.json", KEY));
    Veraison.assertSame("results/psa.freshness-fail.json", stale);
    assertTrue(text(stale, "problem").contains("freshness: psa-nonce (414a7c"), stale::toString);
    Json.Obj good = told(way, "psa.good.json", KEY);
    Veraison.assertSame("results/psa.good.json", good);
    assertEquals("psa-root-of-trust", text(good, "measured"), "and how it was measured");
    Json.Obj bad = told(way, "psa.badswcomp.json", KEY);
    Veraison.assertSame("results/psa.badswcomp.json", bad);
    assertEquals(Optional.of("[\"BL\"]"), bad.member("unknown").map(AttestationTest::compact));
    Json.Obj missing = told(way, "psa.missingclaims.json", KEY);
    Veraison.assertSame("results/psa.noident.json", missing);
    assertEquals("could not establish identity from evidence", text(missing, "problem"));
    Json.Obj forged = told(way, "psa.good.json", "keys/ec.p256.alt.jwk");
    Veraison.assertSame("results/psa.noident.json", forged);
    assertEquals("the device's key did not sign this evidence", text(forged, "problem"));
  }

  private static String compact(Json json) {
    return JsonWriter.compact(json);
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  private record ByTopics(Client client, String own) implements Way {
    static ByTopics of(Client client, Site.Device device) throws Exception {
      String own = "things/" + device.thing() + "/attest/";
      assertEquals(1, client.subscribe(own + "#"));
      return new ByTopics(client, own);
    }

    @Override
    public Bytes challenge() throws Exception {
      assertEquals(0, client.publish(own + "request", PSA));
      return client.octets(own + "challenge");
    }

    @Override
    public Json.Obj result(Bytes token) throws Exception {
      assertEquals(0, client.publish(own + "evidence", token.toByteArray()));
      return (Json.Obj) JsonReader.read(client.octets(own + "result"));
    }
  }

  private static Client connected(Site.Device device) throws Exception {
    Gateway gateway = DOOR.gate().gateway();
    return new Client(
        gateway.port(), device.thing().toString(), Client.tls(device, gateway.certificate()));
  }

  @Test
  void byTopicsPsaTokensComeToWhatAnotherVerifierSays() throws Exception {
    try (Client client = connected(board)) {
      fourResultsAreTheirsAndAnotherKeyIsRefused(ByTopics.of(client, board));
    }
  }

  @Test
  void byCoapPsaTokensComeToWhatAnotherVerifierSays() throws Exception {
    try (CoapThing thing = new CoapThing(board, DOOR.gate().gateway())) {
      fourResultsAreTheirsAndAnotherKeyIsRefused(
          new Way() {
            @Override
            public Bytes challenge() throws Exception {
              return thing.octets("attest/request", Bytes.copyOf(PSA));
            }

            @Override
            public Json.Obj result(Bytes token) throws Exception {
              return thing.told("attest/evidence", token);
            }
          });
      Bytes unknown = Bytes.copyOf("text/plain".getBytes(StandardCharsets.US_ASCII));
      assertEquals(ResponseCode.BAD_REQUEST, thing.code("attest/request", unknown));
    }
  }

  @Test
  void aTokenOfADeviceThatTheLedgerDoesNotNameAsThisThingCountsForNothing() throws Exception {
    try (Client client = connected(other)) {
      Json.Obj borrowed = told(ByTopics.of(client, other), "psa.good.json", KEY);
      assertEquals("contraindicated", text(borrowed, "ear.status"), borrowed::toString);
      assertTrue(text(borrowed, "problem").contains("the ledger does not say"), borrowed::toString);
    }
  }

  private static AuthClient authenticating(Site.Device device)
      throws GeneralSecurityException, IOException, ClientException {
    Gateway gateway = DOOR.gate().gateway();
    return new AuthClient(gateway.port(), Client.tls(device, gateway.certificate()));
  }

  @Test
  void aThingAttestsWhileItConnectsAndAgainWhileItIsHere() throws Exception {
    Site.Device device = site.born("sasl", Algorithm.ED25519);
    String id = device.thing().toString();
    try (AuthClient client = authenticating(device)) {
      AuthClient.Packet challenge = client.connect(id, METHOD, new byte[0]);
      assertEquals(AuthClient.AUTH, challenge.type(), challenge::toString);
      assertEquals(40, challenge.data().length());
      byte[] evidence = site.evidence(device, "1.0.0", challenge.data()).toByteArray();
      AuthClient.Packet in = client.auth(AuthClient.CONTINUE, METHOD, evidence);
      assertEquals(AuthClient.CONNACK, in.type(), in::toString);
      assertEquals(0, in.code(), in::toString);
      Json.Obj result = (Json.Obj) JsonReader.read(in.data());
      assertEquals("affirming", text(result, "ear.status"), result::toString);
      AuthClient.Packet again = client.auth(AuthClient.AGAIN, METHOD, new byte[0]);
      assertEquals(AuthClient.AUTH, again.type(), again::toString);
      AuthClient.Packet stale = client.auth(AuthClient.CONTINUE, METHOD, evidence);
      assertEquals(NOT_AUTHORIZED, stale.code(), stale::toString);
      assertTrue(stale.reason().startsWith("freshness"), stale::toString);
    }
    try (AuthClient client = authenticating(device)) {
      AuthClient.Packet unknown = client.connect(id, "SCRAM-SHA-256", new byte[0]);
      assertEquals(0x8c, unknown.code(), unknown::toString);
    }
  }

  @Test
  void aTokenIsJudgedWhileItsDeviceConnects() throws Exception {
    String id = board.thing().toString();
    for (String key : new String[] {KEY, "keys/ec.p256.alt.jwk"}) {
      try (AuthClient client = authenticating(board)) {
        AuthClient.Packet challenge = client.connect(id, METHOD, PSA);
        assertEquals(AuthClient.AUTH, challenge.type(), challenge::toString);
        Bytes token = Veraison.token("claims/psa.good.json", key, Optional.of(challenge.data()));
        AuthClient.Packet told = client.auth(AuthClient.CONTINUE, METHOD, token.toByteArray());
        assertEquals(AuthClient.CONNACK, told.type(), told::toString);
        assertEquals(key.equals(KEY) ? 0 : NOT_AUTHORIZED, told.code(), told::toString);
      }
    }
  }
}
