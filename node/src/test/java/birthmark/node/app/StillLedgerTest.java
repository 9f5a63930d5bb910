package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.admission.AdmissionFact;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.FactScope;
import birthmark.node.index.Index;
import birthmark.node.index.IndexedFact;
import birthmark.node.index.Position;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import birthmark.node.testing.HandClock;
import birthmark.testing.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on a ledger that nobody sends anything to: its heartbeats alone carry time on. */
@Tag("real")
class StillLedgerTest {
  private static final ModelId MODEL = new ModelId("acme:cam-1");
  private static final Duration DAY = Duration.ofDays(1);
  private static final long PATIENCE_MILLIS = 30_000;

  private final HandClock clock = new HandClock(Timestamp.parse("2026-01-01T00:00:00Z"));
  private final SeededRandom random = new SeededRandom(13);
  private final SigningKey maker = key();
  private final SigningKey camera = key();
  private final ThingId thing = ThingId.of(camera.publicKey());
  private final Bytes image = Bytes.copyOf(new byte[32]);
  @TempDir Path folder;
  private FolderLedger ledger;
  private long makers = 1;

  private SigningKey key() {
    return JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
  }

  @BeforeEach
  void anAdmittedCamera() throws ClientException {
    ledger = new FolderLedger(folder, 12, clock);
    SigningKey founder = ledger.founder();
    accept(maker, new PartyTransaction.Register(maker.publicKey(), new Handle("acme"), "Acme"));
    PartyId id = new PartyId(maker.publicKey().thumbprint().value());
    submit(founder, 1, new PartyTransaction.Grant(id, Role.MAKER));
    accept(
        maker,
        new ThingTransaction.RegisterModel(
            MODEL, "Camera", false, Assurance.SELF_REPORTED, Optional.empty()));
    Certificate certificate =
        new Certificate(
            camera.publicKey(),
            JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic()),
            MODEL,
            "2026-01",
            "DEBER",
            new Timestamp(clock.millis()),
            Assurance.SELF_REPORTED,
            List.of(),
            List.of());
    accept(
        maker,
        new ThingTransaction.Birth(
            certificate,
            ThingTransaction.Birth.claim(ledger.opened().genesis().network(), certificate)
                .sign(camera)));
    accept(
        maker,
        new FirmwareTransaction.Publish(
            MODEL,
            new Version("1.0"),
            image,
            1,
            0,
            Optional.empty(),
            "https://acme.example/cam-1",
            Optional.empty(),
            Optional.empty()));
    submit(camera, 1, new AdmissionTransaction.Attest(evidence().sign(camera)));
  }

  private Evidence evidence() {
    Tip tip = tip();
    return new Evidence(
        new Nonce(tip.height(), tip.log().root()),
        thing,
        DebugStatus.DISABLED_SINCE_BOOT,
        7,
        new Evidence.Image(image, new Version("1.0"), Assurance.SELF_REPORTED),
        Optional.empty());
  }

  private void accept(SigningKey key, Transaction transaction) {
    submit(key, makers++, transaction);
  }

  private void submit(SigningKey key, long sequence, Transaction transaction) {
    Answer answer = ledger.submit(key, sequence, transaction);
    assertInstanceOf(Answer.Committed.class, answer, answer.toString());
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Tip tip() {
    try (Snapshot now = ledger.keeper().snapshot()) {
      return now.tip();
    }
  }

  private Standing.Kind standing() {
    try (Snapshot now = ledger.keeper().snapshot()) {
      return Admission.standing(
              new Overlay(ledger.keeper().rulebook(), now), now.tip().time(), thing)
          .orElseThrow()
          .kind();
    }
  }

  /** Waits for the next block, which nothing but the passing of time leads to. */
  private void awaitHeartbeat() throws InterruptedException {
    long before = tip().height();
    for (long waited = 0; tip().height() == before && waited < PATIENCE_MILLIS; waited += 50) {
      Thread.sleep(50);
    }
  }

  /** The facts that concern the thing, of the kind that a duty states. */
  private List<IndexedFact> expiries() throws InterruptedException {
    Index index = ledger.keeper().index().orElseThrow();
    index.awaitAbove(tip().height() - 1, Duration.ofMillis(PATIENCE_MILLIS));
    FactFilter alarms =
        new FactFilter(OptionalInt.of(5), OptionalInt.of(11), Optional.of(thing.value()), true);
    FactPage page =
        index.facts(new FactScope.Concerning(thing.subject()), alarms, Position.START, 10);
    return page.facts();
  }

  @Test
  void withAllTrafficStoppedAnAdmissionExpiresReadsSayItAndWhoListensIsTold()
      throws InterruptedException, MalformedException, ClientException {
    assertEquals(Standing.Kind.ADMITTED, standing());
    assertEquals(List.of(), expiries());
    clock.pass(DAY);
    awaitHeartbeat();
    assertEquals(Standing.Kind.OVERDUE, standing());
    List<IndexedFact> told = expiries();
    assertEquals(1, told.size());
    IndexedFact fact = told.getFirst();
    assertEquals(Optional.empty(), fact.statement(), "no statement led to it");
    AdmissionFact.Expired expired =
        (AdmissionFact.Expired)
            ledger
                .keeper()
                .rulebook()
                .numbered(5)
                .orElseThrow()
                .facts()
                .tagged(11)
                .orElseThrow()
                .codec()
                .decode(fact.body());
    assertEquals(thing, expired.thing());
    assertEquals(Standing.Kind.OVERDUE, expired.kind());
    try (Snapshot now = ledger.keeper().snapshot()) {
      Seal seal = Seal.decode(now.entry(fact.index()).orElseThrow());
      assertEquals(fact.position().height(), seal.height(), "the entry it is shown by");
      assertTrue(!seal.time().isBefore(expired.until()));
    }
    // It is told once, and an index made again from the log tells the same.
    clock.pass(Duration.ofSeconds(10));
    awaitHeartbeat();
    assertEquals(told, expiries());
    close();
    deleteIndex();
    ledger = new FolderLedger(folder, 12, clock);
    assertEquals(told, expiries());
  }

  private void deleteIndex() {
    Path file = new NodeFolder(folder, Map.of()).index();
    for (String suffix : List.of("", "-wal", "-shm")) {
      Path each = file.resolveSibling(file.getFileName() + suffix);
      assertTrue(!Files.exists(each) || each.toFile().delete());
    }
  }
}
