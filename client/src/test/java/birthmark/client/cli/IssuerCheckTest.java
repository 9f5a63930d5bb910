package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.proof.TransparentStatement;
import birthmark.testing.Golden;
import birthmark.testing.RegisteredStatement;
import birthmark.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a party signed what is registered, shown without the word of whoever registered it. */
class IssuerCheckTest {
  @TempDir private Path folder;
  private final RegisteredStatement ledger = new RegisteredStatement();
  private final KeyId key = ledger.party().thumbprint();
  private final List<Json> cases = new ArrayList<>();

  private Run verify(Bytes statement, Bytes receipt, List<Bytes> issuer) throws Exception {
    Path home = folder.resolve("home");
    Run.trust(home, ledger.genesis());
    Path file = folder.resolve("statement.cose");
    Bytes transparent = new TransparentStatement(statement, List.of(receipt), issuer).encode();
    Files.write(file, transparent.toByteArray());
    return Run.of(home, Contracts::rulebook, "verify", file.toString(), "--json");
  }

  private void add(String name, Bytes statement, Bytes receipt, List<Bytes> issuer)
      throws Exception {
    Run run = verify(statement, receipt, issuer);
    Json.ObjectBuilder made =
        Json.object()
            .put("name", name)
            .put(
                "transparent",
                new TransparentStatement(statement, List.of(receipt), issuer).encode().hex());
    if (run.status() == ExitStatus.DONE) {
      run.json().member("party").ifPresent(party -> made.put("party", party));
      run.json().member("registeredAt").ifPresent(height -> made.put("registeredAt", height));
    } else {
      assertEquals(ExitStatus.REFUSED, run.status(), run.err());
      made.put("refused", true);
    }
    cases.add(made.build());
  }

  private List<String> refused() {
    return cases.stream()
        .map(each -> (Json.Obj) each)
        .filter(each -> each.member("refused").isPresent())
        .map(each -> ((Json.Text) each.member("name").orElseThrow()).value())
        .toList();
  }

  @Test
  void aPartysSignatureIsVerifiedByItsKeyAsOfTheRegistrationAndWhatShowsAnotherIsRefused()
      throws Exception {
    Bytes early = ledger.keyOf(key);
    Bytes said = ledger.saidByParty("for all");
    Bytes receipt = ledger.receipt(ledger.register(said, true));
    Bytes row = ledger.registration(said);
    Bytes held = ledger.keyOf(key);
    Run run = verify(said, receipt, List.of(row, held));
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals(key.toString(), run.text("party"));

    byte[] changed = ledger.saidByParty("never signed").toByteArray();
    changed[changed.length - 1] ^= 1;
    Bytes forged = Bytes.ofOwned(changed);
    Bytes forgedReceipt = ledger.receipt(ledger.register(forged, false));
    add("by its party", said, receipt, List.of(row, held));
    add("with nothing about its issuer", said, receipt, List.of());
    add(
        "registered by its digest and never signed",
        forged,
        forgedReceipt,
        List.of(ledger.registration(forged), ledger.keyOf(key)));
    add(
        "with a row of another registration",
        said,
        receipt,
        List.of(ledger.registration(forged), held));
    add(
        "with a row of another key",
        said,
        receipt,
        List.of(row, ledger.keyOf(ledger.log().thumbprint())));
    add("with the key as of before", said, receipt, List.of(row, early));
    add("with one proof alone", said, receipt, List.of(row));
    add("the wrong way round", said, receipt, List.of(held, row));
    add("with a proof that was cut", said, receipt, List.of(row, held.slice(0, 200)));
    assertEquals(7, refused().size(), refused()::toString);
    assertTrue(!refused().contains("by its party"));
    Golden.check(
        SharedData.root().resolve("spec/vectors/scitt/issuers.json"),
        Json.object()
            .put("genesis", Genesis.CODEC.encode(ledger.genesis()).hex())
            .put("statement", SignedStatement.parse(said).id().hex())
            .put("cases", new Json.Arr(cases))
            .build());
  }
}
