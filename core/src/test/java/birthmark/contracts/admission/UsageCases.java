package birthmark.contracts.admission;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.assertFacts;
import static birthmark.testing.ContractTest.mustAccept;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.Fleet.CAMERA;

import birthmark.bytes.Bytes;
import birthmark.contract.Outcome;
import birthmark.contracts.admission.AdmissionTest.Site;
import birthmark.contracts.admission.AdmissionTransaction.DescribeUsage;
import birthmark.contracts.admission.AdmissionTransaction.KeepWatch;
import birthmark.contracts.admission.AdmissionTransaction.TightenUsage;
import birthmark.contracts.things.ModelId;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.Fleet;
import java.util.List;

/** The decision table of what things may talk to, and of who keeps watch at a door. */
final class UsageCases {
  static final TopicUse STATE = new TopicUse(TopicUse.Direction.PUBLISH, "state/#");
  static final TopicUse ORDERS = new TopicUse(TopicUse.Direction.SUBSCRIBE, "orders/+");

  private UsageCases() {}

  static Bytes file(String name) {
    return Fleet.image(CAMERA, name);
  }

  static DescribeUsage describe(ModelId model, String file) {
    return new DescribeUsage(
        model,
        file(file),
        "https://acme.example/cam.json",
        List.of(
            new UsageDescription.Entry("cl0-frdev", false),
            new UsageDescription.Entry("cl1-frdev", false),
            new UsageDescription.Entry("loc0-frdev", true)),
        List.of(STATE, ORDERS));
  }

  static TightenUsage tighten(String file, boolean keep, String without) {
    return new TightenUsage(
        CAMERA,
        file(file),
        keep,
        List.of(new UsageDescription.EntryName(without)),
        List.of(ORDERS),
        100_000);
  }

  private static Site described(Site site) {
    site.fleet.accept(site.fleet.maker(), describe(CAMERA, "cam.json"));
    return site;
  }

  static List<Case<Site>> all() {
    return List.of(
        accepts(
            "a maker says what its things may talk to",
            site -> site.fleet.outcome(site.fleet.maker(), describe(CAMERA, "cam.json")),
            AdmissionFact.UsageDescribed.class),
        refuses(
            AdmissionRefusal.NOT_THE_MAKER,
            "nobody else says so",
            site -> site.decide(describe(CAMERA, "cam.json"))),
        refuses(
            AdmissionRefusal.NO_SUCH_MODEL,
            "a usage is of a model that somebody registered",
            site ->
                site.fleet.outcome(
                    site.fleet.maker(), describe(new ModelId("acme:none"), "cam.json"))),
        accepts(
            "an operator takes away from it",
            site -> described(site).decide(tighten("cam.json", true, "cl1-frdev")),
            AdmissionFact.UsageTightened.class),
        refuses(
            AdmissionRefusal.NOT_AN_OPERATOR,
            "who is no operator does not",
            site ->
                described(site)
                    .fleet
                    .outcome(site.fleet.maker(), tighten("cam.json", true, "cl1-frdev"))),
        refuses(
            AdmissionRefusal.NO_SUCH_USAGE,
            "an operator decides about the description that it looked at",
            site -> described(site).decide(tighten("older.json", true, "cl1-frdev"))),
        refuses(
            AdmissionRefusal.NOT_IN_THE_USAGE,
            "what is taken away is there",
            site -> described(site).decide(tighten("cam.json", true, "cl9-frdev"))),
        accepts(
            "an operator begins a watch",
            site -> site.decide(new KeepWatch(60)),
            AdmissionFact.WatchBegun.class),
        accepts(
            "who is heard of in time goes on in silence",
            site -> {
              mustAccept(site.decide(new KeepWatch(60)));
              assertFacts(site.fleet.come(40));
              Outcome again = mustAccept(site.decide(new KeepWatch(60)));
              assertFacts(site.fleet.come(40));
              return again;
            }),
        accepts(
            "who is not heard of in time is told of, once",
            site -> {
              mustAccept(site.decide(new KeepWatch(60)));
              Outcome.Accepted silent = site.fleet.come(60);
              assertFacts(site.fleet.come(600));
              return silent;
            },
            AdmissionFact.WatchSilent.class),
        accepts(
            "a watch ends by its keeper's word",
            site -> {
              mustAccept(site.decide(new KeepWatch(60)));
              Outcome ended = site.decide(new KeepWatch(0));
              assertFacts(site.fleet.come(600));
              return ended;
            },
            AdmissionFact.WatchEnded.class),
        refuses(
            AdmissionRefusal.NO_SUCH_WATCH,
            "what did not begin does not end",
            site -> site.decide(new KeepWatch(0))),
        refuses(
            AdmissionRefusal.NOT_A_WATCHER,
            "a maker keeps no watch",
            site -> site.fleet.outcome(site.fleet.maker(), new KeepWatch(60))));
  }
}
