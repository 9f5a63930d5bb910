package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.QuickKeys;
import birthmark.contracts.Contracts;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.json.Json;
import birthmark.proof.TransparentStatement;
import birthmark.testing.RegisteredStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTransparentTest {
  @TempDir private Path folder;
  private final RegisteredStatement ledger = new RegisteredStatement();
  private Path home;

  @BeforeEach
  void trustsTheLedger() throws Exception {
    home = folder.resolve("home");
    Run.trust(home, ledger.genesis());
  }

  private Run verify(Bytes statement, Bytes receipt) throws Exception {
    Path file = folder.resolve("statement.cose");
    Files.write(file, new TransparentStatement(statement, List.of(receipt)).encode().toByteArray());
    return run("verify", file.toString(), "--json");
  }

  private Run run(String... arguments) {
    return Run.of(home, Contracts::rulebook, arguments);
  }

  @Test
  void aStatementThatTheLogHasIsVerifiedWithoutANode() throws Exception {
    Bytes statement = ledger.said("for all", true);
    Run run = verify(statement, ledger.receipt(ledger.register(statement, true)));
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals(SignedStatement.parse(statement).id().hex(), run.text("registration"));
    assertEquals(Optional.of(new Json.Bool(true)), run.json().member("inFull"));
    assertEquals("committed", run.text("status"));
  }

  @Test
  void aStatementWhoseDigestTheLogHasIsVerifiedAndSaidToBe() throws Exception {
    Bytes statement = ledger.said("for some", false);
    Bytes receipt = ledger.receipt(ledger.register(statement, false));
    Run run = verify(statement, receipt);
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals(Optional.of(new Json.Bool(false)), run.json().member("inFull"));
    Run words = run("verify", folder.resolve("statement.cose").toString());
    assertTrue(words.out().contains("Proven: its SHA-256 is entry"), words.out());
  }

  @Test
  void aStatementWithAnothersReceiptIsRefused() throws Exception {
    Bytes statement = ledger.said("for all", true);
    Bytes receipt = ledger.receipt(ledger.register(statement, true));
    Run run = verify(ledger.said("never registered", true), receipt);
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("no receipt in it proves it"), run.err());
  }

  @Test
  void aStatementThatItsIssuerDidNotSignIsRefusedWhateverTheReceipt() throws Exception {
    byte[] forged = ledger.said("for all", true).toByteArray();
    forged[forged.length - 1] ^= 1;
    Bytes statement = Bytes.ofOwned(forged);
    Run run = verify(statement, ledger.receipt(ledger.register(statement, false)));
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("signature does not verify"), run.err());
  }

  @Test
  void whatIsSignedByTheCommandIsASignedStatement() throws Exception {
    Path payload = folder.resolve("sbom.json");
    Files.writeString(payload, "{}");
    Files.createDirectories(home.resolve("keys"));
    QuickKeys.create(home.resolve("keys/acme.p12"));
    List<String> arguments =
        new ArrayList<>(List.of("scitt", "sign", payload.toString(), "--as", "acme", "--json"));
    Run without = run(arguments.toArray(String[]::new));
    assertTrue(without.err().contains("--subject is missing"), without.err());
    arguments.addAll(List.of("--subject", "pkg:generic/cam@1", "--public"));
    Run run = run(arguments.toArray(String[]::new));
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    SignedStatement signed =
        SignedStatement.parse(Bytes.ofOwned(Files.readAllBytes(folder.resolve("sbom.json.cose"))));
    assertEquals("pkg:generic/cam@1", signed.subject());
    assertTrue(signed.declaredPublic() && signed.isBy(signed.named().orElseThrow()));
  }
}
