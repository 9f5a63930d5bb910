package birthmark.contracts.admission;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.assertFacts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.Fleet.CAMERA;

import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contracts.admission.AdmissionTest.Site;
import birthmark.contracts.admission.AdmissionTransaction.BreakGlass;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.Fleet;
import java.util.List;

/** The decision table of things that are let in by two people, and of things that are no more. */
final class EmergencyCases {
  private EmergencyCases() {}

  static BreakGlass breakGlass(Site site, long seconds) {
    return new BreakGlass(site.id(), site.fleet.now().time().plusSeconds(seconds), "a flood");
  }

  /** Has the operator need so many approvals, its own and the other party's counting. */
  static Site by(Site site, long needed) {
    site.fleet.accept(
        site.fleet.operator(),
        new PartyTransaction.RequireApprovals(
            ApprovalClass.BREAK_GLASS,
            needed,
            List.of(Fleet.party(site.fleet.operator()), Fleet.party(site.fleet.other())),
            3_600));
    return site;
  }

  static Outcome byTwo(Site site, BreakGlass asked) {
    return again(by(site, 2), asked);
  }

  /** The same where the policy is there. */
  static Outcome again(Site site, BreakGlass asked) {
    return site.fleet.approved(site.fleet.operator(), site.fleet.other(), asked);
  }

  static void decommission(Site site) {
    site.fleet.accept(
        site.fleet.operator(), new ThingTransaction.Decommission(site.id(), "worn out"));
  }

  static List<Case<Site>> all() {
    return List.of(
        accepts(
            "two people let a thing in that never attested",
            site -> byTwo(site, breakGlass(site, 3_600)),
            PartyFact.Approved.class,
            AdmissionFact.GlassBroken.class),
        accepts(
            "an emergency that is over is told of, once",
            site -> {
              byTwo(site, breakGlass(site, 60));
              Outcome.Accepted over = site.fleet.come(60);
              assertFacts(site.fleet.come(600));
              return over;
            },
            AdmissionFact.EmergencyEnded.class),
        refuses(
            AdmissionRefusal.NOT_BY_TWO,
            "nobody lets a thing in alone",
            site -> site.decide(breakGlass(site, 3_600))),
        refuses(
            AdmissionRefusal.NOT_BY_TWO,
            "a policy of one is not enough",
            site -> by(site, 1).decide(breakGlass(site, 3_600))),
        refuses(
            AdmissionRefusal.NO_SUCH_THING,
            "nothing lets in what was never born",
            site ->
                site.decide(
                    new BreakGlass(
                        new ThingId(Fleet.image(CAMERA, "none")),
                        site.fleet.now().time().plusSeconds(60),
                        "a flood"))),
        refuses(
            AdmissionRefusal.NOT_THE_OWNER,
            "nobody lets in what is another's",
            site -> site.fleet.outcome(site.fleet.other(), breakGlass(site, 60))),
        refuses(
            AdmissionRefusal.THING_DECOMMISSIONED,
            "nobody lets in what is no more",
            site -> {
              decommission(site);
              return byTwo(site, breakGlass(site, 3_600));
            }),
        refuses(
            AdmissionRefusal.EMERGENCY_TOO_LONG,
            "an emergency ends within three days",
            site -> byTwo(site, breakGlass(site, Emergency.LONGEST_SECONDS + 60))),
        refuses(
            AdmissionRefusal.EMERGENCY_TOO_LONG,
            "an emergency does not end before it began",
            site -> byTwo(site, breakGlass(site, 0))),
        accepts(
            "what is no more raises an alarm when it is seen",
            site -> {
              decommission(site);
              return site.attest(site.draft().evidence());
            },
            AdmissionFact.Sighted.class),
        refuses(
            AdmissionRefusal.THING_DECOMMISSIONED,
            "what was attested before the end is no sighting",
            site -> {
              Evidence before = site.draft().evidence();
              decommission(site);
              return site.attest(before);
            }),
        refuses(
            AdmissionRefusal.NONCE_USED,
            "a sighting is told once",
            site -> {
              decommission(site);
              Evidence evidence = site.draft().evidence();
              site.given(Fleet.attest(site.camera, evidence));
              return site.attest(evidence);
            }),
        refuses(
            AdmissionRefusal.NONCE_STALE,
            "an old sighting is none",
            site -> {
              decommission(site);
              Evidence old = site.draft().evidence();
              site.fleet.pass(Policy.DEFAULT.freshnessSeconds());
              return site.attest(old);
            }));
  }
}
