package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.QuickKeys;
import birthmark.codec.Timestamp;
import birthmark.contract.Endorsement;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.JdkSignatures;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  private static final Rulebook RULEBOOK = Contracts.rulebook();

  @TempDir private Path home;
  private KeyFile maker;
  private KeyFile camera;
  private Bytes network;

  @BeforeEach
  void makesAHomeWithTwoKeysThatTrustsALedger() throws Exception {
    maker = QuickKeys.create(home.resolve("keys/maker.p12"));
    camera = QuickKeys.create(home.resolve("keys/cam-1.p12"));
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            "test.example",
            Timestamp.parse("2026-01-01T00:00:00Z"),
            List.of(
                new Genesis.Founder(
                    "maker",
                    "Maker",
                    List.of(maker.publicKey()),
                    List.of(birthmark.contract.Role.REPLICA))),
            List.of(Genesis.Replica.of("maker", maker.publicKey())),
            1,
            1_000);
    network = genesis.network();
    Run.trust(home, genesis);
  }

  private Run run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--out", home.resolve("statement.cose").toString()));
    return Run.of(home, () -> RULEBOOK, arguments.toArray(String[]::new));
  }

  private <T extends Transaction> T signed(Class<T> type, Run run)
      throws java.io.IOException, RefusedException {
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    Bytes octets = Bytes.ofOwned(Files.readAllBytes(home.resolve("statement.cose")));
    Statement statement = Statement.decode(RULEBOOK, octets);
    assertEquals(network, statement.network());
    assertTrue(
        statement.envelope().verifies(new JdkSignatures(), maker.publicKey()), "not the maker's");
    return assertInstanceOf(type, statement.transaction());
  }

  private static final String BIRTH =
      "thing birth --as maker --model acme:cam-1 --batch b1 --made-at DEHAM --made 2026-11-22"
          + " --assurance self-reported --identifier public:kind=serial,text=A1";

  @Test
  void aThingsOwnKeySignsItsBirthWhereItsFileIsHere() throws Exception {
    ThingTransaction.Birth birth =
        signed(ThingTransaction.Birth.class, run(BIRTH, "--signing", "cam-1"));
    assertEquals(camera.publicKey(), birth.certificate().signing());
    assertEquals(camera.agreementKey(), Optional.of(birth.certificate().agreement()));
    Endorsement endorsement = birth.endorsements(network).getFirst();
    assertTrue(
        new JdkSignatures()
            .verify(camera.publicKey(), endorsement.signed(), endorsement.signature()));
  }

  @Test
  void aKeyFileOutsideTheFolderWillDo() throws Exception {
    KeyFile other = QuickKeys.create(home.resolve("elsewhere/dev.p12"));
    ThingTransaction.Birth birth =
        signed(ThingTransaction.Birth.class, run(BIRTH, "--signing", other.path().toString()));
    assertEquals(other.publicKey(), birth.certificate().signing());
  }

  @Test
  void aSignatureThatNobodyHereCanMakeIsAskedFor() {
    String stranger =
        "a4010103322006215820d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    Run run = run(BIRTH, "--signing", stranger, "--agreement", "cam-1");
    assertEquals(ExitStatus.LOCAL, run.status(), run.err());
    assertTrue(run.err().contains("--possession is a signature by the key"), run.err());
  }

  @Test
  void aPartysOwnKeyIsTheOneThatSigns() throws Exception {
    PartyTransaction.Register register =
        signed(
            PartyTransaction.Register.class,
            run("party register --as maker --handle acme --name Acme"));
    assertEquals(maker.publicKey(), register.key());
  }

  @Test
  void aSecondKeyOfAPartySignsThatItIsHeld() throws Exception {
    PartyTransaction.AddSigningKey add =
        signed(
            PartyTransaction.AddSigningKey.class,
            run("party add-signing-key --as maker --party maker --key cam-1"));
    Endorsement endorsement = add.endorsements(network).getFirst();
    assertTrue(
        new JdkSignatures()
            .verify(camera.publicKey(), endorsement.signed(), endorsement.signature()));
  }

  @Test
  void theKeyThatAgreesIsTakenFromAFileByItsName() throws Exception {
    PartyTransaction.AddAgreementKey add =
        signed(
            PartyTransaction.AddAgreementKey.class,
            run("party add-agreement-key --as maker --key cam-1#agreement"));
    assertEquals(camera.agreementKey(), Optional.of(add.key()));
  }

  @Test
  void aThingsKeyFileWithNoKeyThatAgreesIsToldHowToMakeOne() throws Exception {
    QuickKeys.createSigning(home.resolve("keys/plain.p12"));
    Run run = run(BIRTH, "--signing", "plain");
    assertEquals(ExitStatus.USAGE, run.status(), run.err());
    assertTrue(run.err().contains("plain.p12 has no key that agrees"), run.err());
    assertTrue(run.err().contains("birthmark key new NAME --agreement"), run.err());
  }

  @Test
  void anApprovalsHelpSaysThatItsProposalIsAStatement() {
    Run run = Run.of(home, () -> RULEBOOK, "party", "approve", "--help");
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertTrue(run.out().contains("The statement that proposed it"), run.out());
  }

  @Test
  void whatTheRecordRefusesIsToldUnderTheOptionsName() {
    Run run = run(BIRTH.replace("acme:cam-1", "nocolon"), "--signing", "cam-1");
    assertEquals(ExitStatus.USAGE, run.status(), run.err());
    assertTrue(run.err().contains("--model"), run.err());
    assertTrue(run.err().contains("write a model as maker:name"), run.err());
  }

  @Test
  void aFileIsNeverOverwrittenAndNumbersGoOn() throws Exception {
    run("party register --as maker --handle acme --name Acme");
    Run again = run("party register --as maker --handle acme --name Acme");
    assertEquals(ExitStatus.LOCAL, again.status());
    assertTrue(again.err().contains("already"), again.err());
  }

  @Test
  void aStatementInAFileIsShownAsWhatItSays() {
    run("party register --as maker --handle acme --name Acme");
    Run decoded =
        Run.of(
            home,
            () -> RULEBOOK,
            "statement",
            "decode",
            home.resolve("statement.cose").toString(),
            "--json");
    assertEquals(ExitStatus.DONE, decoded.status(), decoded.err());
    assertEquals("register", decoded.text("transaction"));
    assertEquals(network.hex(), decoded.text("network"));
  }
}
