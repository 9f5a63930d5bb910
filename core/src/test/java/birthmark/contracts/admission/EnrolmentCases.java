package birthmark.contracts.admission;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;

import birthmark.contract.Outcome;
import birthmark.contracts.admission.AdmissionTest.Site;
import birthmark.contracts.admission.AdmissionTransaction.Enrol;
import birthmark.contracts.admission.AdmissionTransaction.StrikeOff;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.testing.ContractTest;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.Fleet;
import java.util.List;
import java.util.stream.Stream;

/** Devices that cannot attest, and that no device that can is taken for one of them. */
final class EnrolmentCases {
  private static final String MAC = "00:1b:44:11:3a:b7";

  private EnrolmentCases() {}

  private static KnownDevice.Device device(Identifier.Kind kind, String text, String product) {
    return new KnownDevice.Device(new Identifier.Public(kind, text), product);
  }

  private static KnownDevice.Device mac(String text) {
    return device(Identifier.Kind.MAC, text, "an old boiler");
  }

  private static Enrol enrol(KnownDevice.Device... devices) {
    return new Enrol("plant", List.of(devices));
  }

  private static Site enrolled(Site site) {
    ContractTest.mustAccept(site.decide(enrol(mac(MAC))));
    return site;
  }

  /** A thing with a birth certificate that has this address. */
  private static Site born(Site site) {
    Fleet fleet = site.fleet;
    SigningKey key = fleet.key(Algorithm.ED25519);
    Certificate certificate =
        new Certificate(
            key.publicKey(),
            fleet.agreementKey(),
            Fleet.CAMERA,
            "batch-1",
            "DEHAM",
            Fleet.START,
            Assurance.SELF_REPORTED,
            List.of(new Identifier.Public(Identifier.Kind.MAC, MAC)),
            List.of());
    fleet.accept(
        fleet.maker(),
        new ThingTransaction.Birth(
            certificate, ThingTransaction.Birth.claim(fleet.network(), certificate).sign(key)));
    return site;
  }

  static List<Case<Site>> all() {
    return List.of(
        accepts(
            "an operator enrols devices that cannot attest",
            site ->
                site.decide(enrol(mac(MAC), device(Identifier.Kind.SERIAL, "17", "an old boiler"))),
            AdmissionFact.Enrolled.class,
            AdmissionFact.Enrolled.class),
        accepts(
            "two products may have one serial number",
            site ->
                site.decide(
                    enrol(
                        device(Identifier.Kind.SERIAL, "17", "an old boiler"),
                        device(Identifier.Kind.SERIAL, "17", "an old pump"))),
            AdmissionFact.Enrolled.class,
            AdmissionFact.Enrolled.class),
        accepts(
            "two operators may know one device",
            site -> {
              enrolled(site);
              return site.fleet.outcome(site.fleet.other(), enrol(mac(MAC)));
            },
            AdmissionFact.Enrolled.class),
        accepts(
            "an operator strikes a device off",
            site -> enrolled(site).decide(new StrikeOff(mac(MAC), "scrapped")),
            AdmissionFact.StruckOff.class),
        refuses(
            AdmissionRefusal.NOT_AN_OPERATOR,
            "who operates nothing enrols nothing",
            site ->
                site.fleet.outcome(
                    Stream.of(site.fleet.maker()).findFirst().orElseThrow(), enrol(mac(MAC)))),
        refuses(
            AdmissionRefusal.ALREADY_KNOWN,
            "a device is enrolled once, however its address is written",
            site -> enrolled(site).decide(enrol(mac("00-1B-44-11-3A-B7")))),
        refuses(
            AdmissionRefusal.ALREADY_KNOWN,
            "one device in two ways of writing is named twice, and none is enrolled",
            site -> {
              Outcome outcome = site.decide(enrol(mac(MAC), mac("001b44113ab7")));
              ContractTest.mustAccept(site.decide(enrol(mac(MAC))));
              return outcome;
            }),
        refuses(
            AdmissionRefusal.HAS_A_CERTIFICATE,
            "what can attest is not enrolled as what cannot",
            site -> born(site).decide(enrol(mac(MAC)))),
        refuses(
            AdmissionRefusal.NOT_KNOWN,
            "nobody strikes off what another enrolled",
            site -> {
              enrolled(site);
              return site.fleet.outcome(site.fleet.other(), new StrikeOff(mac(MAC), "scrapped"));
            }));
  }
}
