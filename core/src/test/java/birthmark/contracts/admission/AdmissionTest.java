package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.LOCK;
import static birthmark.testing.Fleet.attest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.Seal;
import birthmark.statement.Statement;
import birthmark.testing.ContractTest;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.FleetHearing;
import birthmark.testing.Hearing;
import birthmark.testing.MemoryLedger;
import birthmark.testing.PolicyDraft;
import birthmark.testing.ProductContractTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every contract must stand, for admission. */
class AdmissionTest extends ProductContractTest<AdmissionTest.Site> {
  private static final int LONG_PLAY = 700;

  /** A site with one camera that runs a genuine release. */
  static final class Site {
    final Fleet fleet = new Fleet();
    final Device camera = fleet.born(CAMERA, Assurance.SELF_REPORTED);

    Site() {
      fleet.publish(CAMERA, "1.0", 1);
    }

    Outcome decide(AdmissionTransaction transaction) {
      return fleet.outcome(fleet.operator(), transaction);
    }

    Site given(AdmissionTransaction transaction) {
      fleet.accept(fleet.operator(), transaction);
      return this;
    }

    EvidenceDraft draft() {
      return new EvidenceDraft(fleet, camera, "1.0");
    }

    Outcome attest(Evidence evidence) {
      return decide(Fleet.attest(camera, evidence));
    }

    Site attested() {
      return given(Fleet.attest(camera, draft().evidence()));
    }

    ThingId id() {
      return camera.id();
    }
  }

  private FleetHearing played = new FleetHearing();

  AdmissionTest() {
    super(Admission.class, Site::new);
  }

  @Override
  protected Hearing hearing() {
    played = new FleetHearing();
    return played.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new AdmissionPlay(played);
  }

  private static AdmissionTransaction evict(ThingId thing) {
    return new AdmissionTransaction.Evict(thing, "moved");
  }

  private static AdmissionTransaction ban(ThingId thing) {
    return new AdmissionTransaction.Ban(thing, "stolen");
  }

  private static AdmissionTransaction quarantine(ThingId thing) {
    return new AdmissionTransaction.Quarantine(thing, "odd traffic");
  }

  private static AdmissionTransaction baseline(ModelId model) {
    return new AdmissionTransaction.SetBaseline(
        model, Optional.of(Fleet.image(CAMERA, "settings")), "harbour");
  }

  @Override
  protected List<Case<Site>> cases() {
    List<Case<Site>> cases = new ArrayList<>(operators());
    cases.addAll(evidence());
    cases.addAll(EmergencyCases.all());
    cases.addAll(UsageCases.all());
    cases.addAll(EnrolmentCases.all());
    return cases;
  }

  private static List<Case<Site>> operators() {
    ThingId nothing = new ThingId(Fleet.image(CAMERA, "no thing"));
    return List.of(
        accepts(
            "an operator sets a policy",
            site -> site.decide(new PolicyDraft().on(CAMERA)),
            AdmissionFact.PolicySet.class),
        accepts(
            "an operator sets a baseline",
            site -> site.decide(baseline(CAMERA)),
            AdmissionFact.BaselineSet.class),
        refuses(
            AdmissionRefusal.NOT_AN_OPERATOR,
            "a party without the role sets no policy",
            site -> site.fleet.outcome(site.fleet.maker(), new PolicyDraft().on(CAMERA))),
        refuses(
            AdmissionRefusal.NOT_AN_OPERATOR,
            "nor a baseline",
            site -> site.fleet.outcome(site.fleet.maker(), baseline(CAMERA))),
        refuses(
            AdmissionRefusal.NO_SUCH_MODEL,
            "a policy is for a model that somebody registered",
            site -> site.decide(new PolicyDraft().on(new ModelId("acme:none")))),
        refuses(
            AdmissionRefusal.NO_SUCH_MODEL,
            "so is a baseline",
            site -> site.decide(baseline(new ModelId("acme:none")))),
        refuses(
            AdmissionRefusal.BELOW_THE_MODELS_LEAST,
            "a policy does not ask for less than the model's maker",
            site -> site.decide(new PolicyDraft().on(LOCK))),
        accepts(
            "evidence expires by itself",
            site -> {
              site.attested();
              ContractTest.assertFacts(site.fleet.come(86_399));
              return site.fleet.come(1);
            },
            AdmissionFact.Expired.class),
        accepts(
            "evidence that newer one took the place of is not told of",
            site -> {
              site.attested();
              site.fleet.pass(86_000);
              site.attested();
              ContractTest.assertFacts(site.fleet.come(86_399));
              return site.fleet.come(1);
            },
            AdmissionFact.Expired.class),
        accepts(
            "nor is evidence of a thing that was put out since",
            site -> site.attested().given(ban(site.id())).fleet.come(86_400)),
        accepts(
            "an owner evicts", site -> site.decide(evict(site.id())), AdmissionFact.Evicted.class),
        accepts("an owner bans", site -> site.decide(ban(site.id())), AdmissionFact.Banned.class),
        accepts(
            "an owner quarantines",
            site -> site.decide(quarantine(site.id())),
            AdmissionFact.Quarantined.class),
        accepts(
            "an owner lifts a ban",
            site -> site.given(ban(site.id())).decide(new AdmissionTransaction.Unban(site.id())),
            AdmissionFact.Unbanned.class),
        accepts(
            "an owner ends a quarantine",
            site ->
                site.given(quarantine(site.id()))
                    .decide(new AdmissionTransaction.Release(site.id())),
            AdmissionFact.Released.class),
        refuses(
            AdmissionRefusal.NO_SUCH_THING,
            "nothing is decided about what was never born",
            site -> site.decide(evict(nothing))),
        refuses(
            AdmissionRefusal.NOT_THE_OWNER,
            "nobody but the owner decides about a thing",
            site -> site.fleet.outcome(site.fleet.maker(), ban(site.id()))),
        refuses(
            AdmissionRefusal.OUT_ALREADY,
            "what is banned is not evicted",
            site -> site.given(ban(site.id())).decide(evict(site.id()))),
        refuses(
            AdmissionRefusal.NOT_BANNED,
            "there must be a ban to lift",
            site -> site.decide(new AdmissionTransaction.Unban(site.id()))),
        refuses(
            AdmissionRefusal.NOT_QUARANTINED,
            "a ban is no quarantine",
            site ->
                site.given(ban(site.id())).decide(new AdmissionTransaction.Release(site.id()))));
  }

  private static List<Case<Site>> evidence() {
    return List.of(
        accepts(
            "good evidence admits",
            site -> site.attest(site.draft().evidence()),
            AdmissionFact.Admitted.class),
        accepts(
            "bad evidence is recorded as refused",
            site -> site.attest(site.draft().debug(DebugStatus.ENABLED).evidence()),
            AdmissionFact.Refused.class),
        accepts(
            "good evidence of a banned thing is recorded and the thing stays out",
            site -> site.given(ban(site.id())).attest(site.draft().evidence()),
            AdmissionFact.Held.class),
        refuses(
            AdmissionRefusal.EVIDENCE_MALFORMED,
            "octets are no evidence",
            site -> site.decide(new AdmissionTransaction.Attest(Bytes.fromHex("00")))),
        refuses(
            AdmissionRefusal.NO_SUCH_THING,
            "a party's key makes no evidence",
            site ->
                site.decide(
                    new AdmissionTransaction.Attest(
                        site.draft().evidence().sign(site.fleet.operator())))),
        refuses(
            AdmissionRefusal.EVIDENCE_KEY_REVOKED,
            "a revoked key makes no evidence",
            site -> {
              rekey(site);
              return site.attest(site.draft().evidence());
            }),
        refuses(
            AdmissionRefusal.UEID_NOT_THE_SIGNER,
            "a thing speaks for itself",
            site -> {
              Device second = site.fleet.born(CAMERA, Assurance.SELF_REPORTED);
              return site.decide(
                  new AdmissionTransaction.Attest(site.draft().evidence().sign(second.key())));
            }),
        refuses(
            AdmissionRefusal.KEY_COPIED,
            "a copied key's evidence shows nothing",
            site -> {
              copyKey(site);
              return site.attest(site.draft().evidence());
            }),
        refuses(
            AdmissionRefusal.NONCE_UNKNOWN,
            "a nonce names a block",
            site ->
                site.attest(
                    site.draft().nonce(new Nonce(1_000, site.fleet.nonce().root())).evidence())),
        refuses(
            AdmissionRefusal.NONCE_STALE,
            "a nonce names a block of just now",
            site -> {
              Evidence old = site.draft().evidence();
              site.fleet.pass(Policy.DEFAULT.freshnessSeconds());
              return site.attest(old);
            }),
        refuses(
            AdmissionRefusal.NONCE_USED,
            "a nonce counts once",
            site -> {
              Evidence evidence = site.draft().evidence();
              site.given(attest(site.camera, evidence));
              return site.attest(evidence);
            }),
        refuses(
            AdmissionRefusal.BOOT_COUNT_WENT_BACK,
            "a boot count does not fall",
            site -> site.attested().attest(site.draft().bootCount(1).evidence())));
  }

  private static void rekey(Site site) {
    SigningKey key = site.fleet.key(Algorithm.ED25519);
    CoseKey agreement = site.fleet.agreementKey();
    ThingTransaction.Rekey rekey =
        new ThingTransaction.Rekey(
            site.id(),
            key.publicKey(),
            agreement,
            ThingTransaction.Rekey.claim(
                    site.fleet.network(), site.id(), key.publicKey(), agreement)
                .sign(key));
    site.fleet.accept(site.fleet.operator(), rekey);
    site.fleet.accept(site.fleet.maker(), rekey);
  }

  private static void copyKey(Site site) {
    site.fleet.accept(
        site.fleet.other(),
        new ThingTransaction.ReportCopies(
            signed(site, new ThingTransaction.Accept(site.id())),
            signed(site, new ThingTransaction.WithdrawOffer(site.id()))));
  }

  private static Bytes signed(Site site, ThingTransaction transaction) {
    return new Statement.Draft(site.fleet.network(), 900, new Timestamp(0), transaction)
        .sign(site.fleet.rulebook(), site.camera.key());
  }

  @Test
  void longPlaysComeAcrossEveryFindingAndEveryStandingThatNeedsNoNewKeys() {
    TreeSet<String> seen = new TreeSet<>();
    for (long seed = 1; seed <= 6; seed++) {
      Random random = new Random(seed);
      AdmissionPlay play = new AdmissionPlay(new FleetHearing());
      Hearing hearing = play.hearing();
      for (int i = 0; i < LONG_PLAY; i++) {
        Move move = play.move(random);
        Optional<Reason> expected = play.decide(move);
        Outcome outcome = hearing.decide(move.key(), move.transaction());
        Optional<Reason> found =
            outcome instanceof Outcome.Rejected rejected
                ? Optional.of(rejected.reason())
                : Optional.empty();
        assertEquals(expected, found, "play " + seed + ", move " + i);
        hearing.pass(random.nextInt(10) == 0 ? random.nextInt(400) : 1);
        play.pass(1);
      }
      play.compare(hearing.state());
      seen.addAll(play.seen);
    }
    for (Finding finding : Finding.values()) {
      assertTrue(seen.contains(finding.name()), "never found: " + finding);
    }
    List<Standing.Kind> left = new ArrayList<>(List.of(Standing.Kind.values()));
    // In a play nobody ends anything, nor do two people agree on anything.
    left.removeAll(List.of(Standing.Kind.DECOMMISSIONED, Standing.Kind.EMERGENCY));
    for (Standing.Kind kind : left) {
      assertTrue(
          kind == Standing.Kind.OBSERVED
              ? seen.contains("observed QUARANTINED")
              : seen.contains(kind.name()),
          "never stood: " + kind + " in " + seen);
    }
    for (String expired : List.of("OVERDUE", "OBSERVED")) {
      assertTrue(seen.contains("expired " + expired), "never expired as " + expired);
    }
  }

  @Test
  void whatTwoPeopleLetInIsInUntilItsEndOrUntilItIsPutOut() {
    Site site = new Site();
    site.given(evict(site.id()));
    Timestamp until = site.fleet.now().time().plusSeconds(3_600);
    EmergencyCases.byTwo(site, new AdmissionTransaction.BreakGlass(site.id(), until, "a flood"));
    Standing standing = site.fleet.standing(site.camera);
    assertEquals(Standing.Kind.EMERGENCY, standing.kind());
    assertTrue(standing.admitted());
    assertEquals(Optional.of(until), standing.until());
    site.fleet.pass(3_600);
    assertEquals(Standing.Kind.EVICTED, site.fleet.standing(site.camera).kind());
    EmergencyCases.again(site, EmergencyCases.breakGlass(site, 3_600));
    assertEquals(Standing.Kind.EMERGENCY, site.fleet.standing(site.camera).kind());
    site.given(ban(site.id()));
    assertEquals(Standing.Kind.BANNED, site.fleet.standing(site.camera).kind());
    site.given(new AdmissionTransaction.Unban(site.id()));
    assertEquals(Standing.Kind.EVICTED, site.fleet.standing(site.camera).kind());
  }

  @Test
  void anEmergencyThatIsProlongedEndsOnceAndOneThatIsCalledOffInSilence() {
    Site site = new Site();
    EmergencyCases.byTwo(site, EmergencyCases.breakGlass(site, 60));
    AdmissionTransaction.BreakGlass longer = EmergencyCases.breakGlass(site, 3_600);
    EmergencyCases.again(site, longer);
    Timestamp decided = site.fleet.now().time();
    assertEquals(List.of(), site.fleet.come(600).facts());
    AdmissionFact.EmergencyEnded ended =
        new AdmissionFact.EmergencyEnded(
            site.id(),
            Fleet.party(site.fleet.operator()),
            Fleet.party(site.fleet.maker()),
            Standing.Kind.NEVER_ATTESTED,
            decided,
            longer.until());
    assertEquals(List.of(ended), site.fleet.come(3_000).facts());
    assertTrue(ended.alarm());
    EmergencyCases.again(site, EmergencyCases.breakGlass(site, 60));
    site.given(ban(site.id()));
    assertEquals(List.of(), site.fleet.come(60).facts());
  }

  @Test
  void anEmergencyEndsInSilenceOnceTheThingIsInByItNoMore() {
    Site sold = new Site();
    EmergencyCases.byTwo(sold, EmergencyCases.breakGlass(sold, 60));
    sold.fleet.give(sold.camera, sold.fleet.operator(), sold.fleet.other());
    assertEquals(List.of(), sold.fleet.come(60).facts());
  }

  @Test
  void whatTwoPeopleLetInIsOutWithItsNextOwnerAndWithACopiedKey() {
    Site site = new Site();
    EmergencyCases.byTwo(site, EmergencyCases.breakGlass(site, 3_600));
    copyKey(site);
    assertEquals(Standing.Kind.QUARANTINED, site.fleet.standing(site.camera).kind());
    Site sold = new Site();
    EmergencyCases.byTwo(sold, EmergencyCases.breakGlass(sold, 3_600));
    sold.fleet.give(sold.camera, sold.fleet.operator(), sold.fleet.other());
    assertEquals(Standing.Kind.NEVER_ATTESTED, sold.fleet.standing(sold.camera).kind());
  }

  @Test
  void whatIsNoMoreIsOutWhateverItAttested() {
    Site site = new Site().attested();
    EmergencyCases.decommission(site);
    assertEquals(Standing.Kind.DECOMMISSIONED, site.fleet.standing(site.camera).kind());
    assertTrue(site.fleet.standing(site.camera).why().contains("worn out"));
  }

  @Test
  void theLogAloneGivesTheSameStateAgain() throws Exception {
    Site site = new Site().attested().given(new PolicyDraft().validity(60).on(CAMERA));
    site.attest(site.draft().bootCount(1).evidence());
    site.attested().given(quarantine(site.id()));
    site.fleet.pass(100);
    site.attest(site.draft().debug(DebugStatus.ENABLED).evidence());
    site.given(new AdmissionTransaction.Release(site.id()));
    List<Bytes> entries = site.fleet.ledger().entries();
    MemoryLedger copy = new MemoryLedger(site.fleet.machine());
    List<Statement> statements = new ArrayList<>();
    for (Bytes entry : entries.subList(copy.entries().size(), entries.size())) {
      if (!Seal.is(entry)) {
        statements.add(Statement.decode(site.fleet.rulebook(), entry));
        continue;
      }
      Seal seal = Seal.decode(entry);
      Block block = new Block(seal.height(), seal.time(), List.copyOf(statements), true);
      copy.keep(site.fleet.machine().replay(copy.tip(), copy, block, seal.refusals()));
      assertEquals(entry, copy.entries().getLast(), "seal of block " + seal.height());
      statements.clear();
    }
    assertEquals(site.fleet.ledger().tip().tree().root(), copy.tip().tree().root());
  }
}
