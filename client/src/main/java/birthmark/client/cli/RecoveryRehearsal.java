package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.contract.Endorsement;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.json.Json;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would happen if a party lost its keys: whether its guardians can still give it another,
 * when, and whether a new key's proof would be accepted. Everything is read; the new key is thrown
 * away.
 */
final class RecoveryRehearsal {
  private static final long SECONDS_A_DAY = 86_400;

  private final Node node;
  private final Bytes network;
  private final DoctorCommand.Findings found;

  private RecoveryRehearsal(Node node, Bytes network, DoctorCommand.Findings found) {
    this.node = node;
    this.network = network;
    this.found = found;
  }

  /** Rehearses it for the party whose key is called {@code name}. */
  static void of(Invocation invocation, String name, DoctorCommand.Findings found)
      throws ClientException {
    String id = invocation.home().key(name).publicKey().thumbprint().toString();
    new RecoveryRehearsal(invocation.ledger().node(), invocation.ledger().network(), found)
        .key(name, id);
  }

  private void key(String name, String id) throws ClientException {
    Optional<Json.Obj> answer = node.find("/v1/parties/public-keys/" + id, Optional.empty());
    if (answer.isEmpty()) {
      found.warn("key " + name + " is not registered on the ledger");
      return;
    }
    Json.Obj row = object(answer.get(), "value");
    if (row.member("revoked").orElse(new Json.Null()) instanceof Json.Int height) {
      found.warn("key " + name + " counts no more since block " + height.value());
      return;
    }
    Json.Obj subject = object(row, "subject");
    if (!Answers.plain(subject, "kind").equals("party")) {
      found.good("key " + name + " counts; it is a thing's");
      return;
    }
    found.good("key " + name + " counts");
    party(name, Answers.plain(subject, "id"));
  }

  private void party(String name, String party) throws ClientException {
    List<Json.Obj> policies = records("/v1/parties/policies/" + party);
    Optional<Json.Obj> guardians =
        policies.stream()
            .filter(each -> Answers.plain(object(each, "key"), "kind").equals("recovery"))
            .map(each -> object(each, "value"))
            .findFirst();
    if (guardians.isEmpty()) {
      found.warn(
          "the party of "
              + name
              + " named no guardians: who loses all its keys loses the party. 'birthmark party"
              + " name-guardians' names some");
      return;
    }
    List<String> able = new ArrayList<>();
    List<String> unable = new ArrayList<>();
    if (guardians.get().member("approvers").orElse(new Json.Null()) instanceof Json.Arr all) {
      for (Json each : all.elements()) {
        String guardian = ((Json.Text) each).value();
        (signs(guardian) ? able : unable).add(guardian);
      }
    }
    long needed = number(guardians.get(), "needed");
    String delay = days(number(guardians.get(), "delaySeconds"));
    String of = able.size() + " of its guardians have keys that count, " + needed + " are needed";
    if (able.size() < needed) {
      found.bad(
          "the party of " + name + " cannot be recovered: " + of + ". Name others while you can");
      return;
    }
    if (!unable.isEmpty()) {
      found.warn("these guardians of " + name + " have no key that counts: " + unable);
    }
    if (provesItself(party)) {
      found.good("rehearsed: the party of " + name + " gets a new key " + delay + " after: " + of);
    } else {
      found.bad("the proof of a new key does not verify: this Java's signatures are not sound");
    }
  }

  /** Whether a new key's proof for {@code party} is one that replicas accept. */
  private boolean provesItself(String party) {
    JdkSigningKey fresh =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SecureRandom()));
    PartyId id = new PartyId(Bytes.fromHex(party));
    Bytes possession =
        PartyTransaction.AddSigningKey.claim(network, id, fresh.publicKey()).sign(fresh);
    PartyTransaction.Recover recover =
        new PartyTransaction.Recover(id, fresh.publicKey(), possession);
    for (Endorsement each : recover.endorsements(network)) {
      if (!new JdkSignatures().verify(fresh.publicKey(), each.signed(), each.signature())) {
        return false;
      }
    }
    return new JdkSignatures().faultOf(fresh.publicKey()).isEmpty();
  }

  private boolean signs(String party) throws ClientException {
    return records("/v1/parties/keys/" + party).stream()
        .map(each -> object(each, "value"))
        .anyMatch(
            use ->
                Answers.plain(use, "purpose").equals("signing")
                    && !(use.member("revoked").orElse(new Json.Null()) instanceof Json.Obj));
  }

  private List<Json.Obj> records(String path) throws ClientException {
    List<Json.Obj> all = new ArrayList<>();
    String after = "";
    while (true) {
      Json.Obj page = node.read(path + "?limit=1000" + after, Optional.empty());
      if (page.member("records").orElse(new Json.Null()) instanceof Json.Arr records) {
        for (Json each : records.elements()) {
          if (each instanceof Json.Obj row) {
            all.add(row);
          }
        }
      }
      if (!(page.member("next").orElse(new Json.Null()) instanceof Json.Text next)) {
        return all;
      }
      after = "&after=" + Node.encoded(next.value());
    }
  }

  private static Json.Obj object(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Obj object
        ? object
        : new Json.Obj(List.of());
  }

  private static long number(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Int number
        ? number.value()
        : 0;
  }

  private static String days(long seconds) {
    return seconds < SECONDS_A_DAY ? seconds / 60 + " minutes" : seconds / SECONDS_A_DAY + " days";
  }
}
