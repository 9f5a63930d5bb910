package birthmark.client.demo;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contracts.admission.Finding;
import birthmark.contracts.things.Assurance;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The main job as a story, act by act. */
final class Story {
  /** The model of the three cameras. */
  static final String MODEL = "acme:cam-1";

  private static final String SETTINGS = "default password changed; telnet off; time zone UTC";
  private static final String OTHER_SETTINGS = "default password changed; telnet on; time zone UTC";
  private static final long SELDOM_BIT = 4_242;
  private static final long VALIDITY_SECONDS = 86_400;

  /** Sooner than evidence ends, so that the deadline is what admission ends with. */
  private static final long DEADLINE_SECONDS = 43_200;

  private final Cast cast;
  private final Images images;
  private final Telling telling;
  private final Stage stage;

  Story(Cast cast, Images images, Telling telling) {
    this.cast = cast;
    this.images = images;
    this.telling = telling;
    this.stage = new Stage(cast, telling);
  }

  /** Tells all of it; returns the id of the last statement that admitted a camera. */
  String tell() throws DemoException {
    parties();
    releases();
    births();
    rules();
    admission();
    flippedBit();
    lie();
    settings();
    rollback();
    olderButGenuine();
    copiedKey();
    revocation();
    patch();
    return stage.lastAdmission();
  }

  private void parties() throws DemoException {
    telling.chapter("Who is who");
    for (PlayerProcess party : List.of(cast.maker(), cast.operator())) {
      boolean makes = party == cast.maker();
      Json.Obj keys = party.ask(Lines.object("do", "introduce"));
      Json.Obj members =
          Lines.object(
              "key", Lines.text(keys, "key"),
              "handle", makes ? "acme" : "harbour",
              "name", makes ? "Acme Cameras" : "Harbour Authority");
      String who = Lines.text(members, "name");
      stage.accepted(party, "parties", "register", members, who + " makes itself known");
      stage.accepted(
          cast.founder(),
          "parties",
          "grant",
          Lines.object("party", Lines.text(keys, "id"), "role", makes ? "maker" : "operator"),
          who + " becomes " + (makes ? "a maker" : "an operator"));
    }
  }

  private void releases() throws DemoException {
    telling.chapter("A model and its firmware");
    stage.accepted(
        cast.maker(),
        "things",
        "register-model",
        with(
            Lines.object("model", MODEL, "name", "Acme Cam 1", "leastAssurance", "self-reported"),
            "lifeSafety",
            new Json.Bool(false)),
        "model " + MODEL);
    publish(Images.OLD, 1, List.of());
    publish(Images.CURRENT, 2, List.of());
  }

  private void publish(String version, long counter, List<Json.Member> more) throws DemoException {
    Json.Obj members =
        Lines.object(
            "model",
            MODEL,
            "version",
            version,
            "image",
            images.digest(version).hex(),
            "location",
            "https://acme.example/cam-1/" + version + ".bin");
    members = with(members, "imageSize", new Json.Int(images.octets(version).length));
    members = with(members, "securityCounter", new Json.Int(counter));
    for (Json.Member member : more) {
      members = with(members, member.name(), member.value());
    }
    stage.accepted(
        cast.maker(),
        "firmware",
        "publish",
        members,
        "release " + version + ", security counter " + counter);
  }

  private void births() throws DemoException {
    telling.chapter("Three cameras are born, and sold");
    telling.remark(
        "Each camera makes its own keys and proves that it holds them; the maker signs the birth"
            + " certificate. Cameras 1 and 2 measure what boots; camera 3 merely reports about"
            + " itself.");
    int serial = 0;
    for (Camera camera : cast.cameras()) {
      serial++;
      Json.Obj certificate = certificate(camera, serial);
      Json.Obj claim =
          camera.process().ask(with(Lines.object("do", "claim-birth"), "certificate", certificate));
      Json.Obj birth =
          with(
              Lines.object("possession", Lines.text(claim, "possession")),
              "certificate",
              certificate);
      stage.accepted(cast.maker(), "things", "birth", birth, "birth of " + camera.name());
      stage.accepted(
          cast.maker(),
          "things",
          "offer",
          Lines.object("thing", camera.thing(), "to", cast.operatorId()),
          camera.name() + " offered to the operator");
      stage.accepted(
          cast.operator(),
          "things",
          "accept",
          Lines.object("thing", camera.thing()),
          camera.name() + " accepted");
      camera.install(images, Images.CURRENT);
      camera.configure(SETTINGS);
    }
  }

  private static Json.Obj certificate(Camera camera, int serial) {
    Json identifier =
        Lines.object("type", "public", "kind", "serial", "text", "CAM-" + (1_000 + serial));
    Json.Obj certificate =
        Lines.object(
            "signing", Lines.text(camera.keys(), "key"),
            "agreement", Lines.text(camera.keys(), "agreement"),
            "model", MODEL,
            "batch", "2026-47",
            "madeAt", "NLRTM",
            "made", now(),
            "assurance", Stage.choice(camera.assurance()));
    certificate = with(certificate, "identifiers", new Json.Arr(List.of(identifier)));
    return with(certificate, "components", new Json.Arr(List.of()));
  }

  private void rules() throws DemoException {
    telling.chapter("The operator says what it asks for");
    policy(Assurance.SELF_REPORTED, "self-reports allowed");
    stage.accepted(
        cast.operator(),
        "admission",
        "set-baseline",
        Lines.object("model", MODEL, "settings", sha256(SETTINGS), "label", "quay 7"),
        "baseline of settings for quay 7");
  }

  private void policy(Assurance least, String words) throws DemoException {
    Json.Obj members =
        Lines.object(
            "model",
            MODEL,
            "leastAssurance",
            Stage.choice(least),
            "restrictFrom",
            "high",
            "quarantineFrom",
            "critical");
    members = with(members, "validitySeconds", new Json.Int(VALIDITY_SECONDS));
    members = with(members, "freshnessSeconds", new Json.Int(300));
    members = with(members, "requireBaseline", new Json.Bool(true));
    members = with(members, "observeOnly", new Json.Bool(false));
    stage.accepted(cast.operator(), "admission", "set-policy", members, "policy: " + words);
  }

  private void admission() throws DemoException {
    telling.chapter("They prove what they run, and are let in");
    for (Camera camera : cast.cameras()) {
      stage.admitted(camera, "evidence: release " + Images.CURRENT);
    }
  }

  private void flippedBit() throws DemoException {
    telling.chapter("One bit of camera 1's firmware is flipped");
    Camera camera = cast.camera(1);
    camera.flip(SELDOM_BIT);
    stage.refused(camera, "evidence: one bit differs", Finding.UNKNOWN_IMAGE);
    camera.flip(SELDOM_BIT);
    stage.admitted(camera, "evidence: the bit is flipped back");
  }

  private void lie() throws DemoException {
    telling.chapter("Camera 3's firmware is altered and reports the good digest");
    Camera camera = cast.camera(3);
    camera.flip(SELDOM_BIT);
    camera.lie(images, Images.CURRENT);
    stage.admitted(camera, "evidence: a lie");
    telling.remark(
        "It gets in, and Birthmark says so plainly: what measures itself can lie. The verdict names"
            + " the measurement as self-reported; whoever cannot live with that asks for measured"
            + " boot.");
    policy(Assurance.MEASURED_BOOT, "measured boot asked for");
    stage.refused(camera, "evidence: the same lie", Finding.NOT_MEASURED_WELL_ENOUGH);
    telling.remark(
        "A camera that measures what boots cannot tell this lie: its firmware never holds the key"
            + " (camera 1 above).");
  }

  private void settings() throws DemoException {
    telling.chapter("Somebody switches telnet on");
    Camera camera = cast.camera(1);
    camera.configure(OTHER_SETTINGS);
    stage.refused(camera, "evidence: other settings", Finding.SETTINGS_DIFFER);
    camera.configure(SETTINGS);
    stage.admitted(camera, "evidence: settings restored");
  }

  private void rollback() throws DemoException {
    telling.chapter("An old, vulnerable release is put back");
    Camera camera = cast.camera(1);
    camera.install(images, Images.OLD);
    stage.refused(camera, "evidence: release " + Images.OLD, Finding.ROLLED_BACK);
  }

  private void olderButGenuine() throws DemoException {
    telling.chapter("A new release is out; the one before has twelve hours left");
    Timestamp deadline = new Timestamp(Instant.now().toEpochMilli()).plusSeconds(DEADLINE_SECONDS);
    publish(
        Images.PATCHED,
        2,
        List.of(new Json.Member("previousDeadline", new Json.Text(deadline.toString()))));
    Camera camera = cast.camera(1);
    camera.install(images, Images.CURRENT);
    Json.Obj standing = stage.admitted(camera, "evidence: older but genuine " + Images.CURRENT);
    Stage.expect(
        Lines.text(standing, "until").equals(deadline.toString()),
        "admission should end with the release's deadline, " + deadline);
  }

  private void copiedKey() throws DemoException {
    telling.chapter("Camera 2's key is copied to a second device");
    Camera camera = cast.camera(2);
    long number = camera.number();
    try (PlayerProcess thief = cast.copyOf(camera)) {
      stage.admitted(camera, "evidence, numbered " + (number + 1));
      Json.Obj command =
          Lines.object(
              "do", "attest", "assurance", camera.assurance().name(), "thing", camera.thing());
      Json.Obj answer = thief.ask(with(command, "number", new Json.Int(number + 1)));
      Json.Obj problem = Stage.problem(answer, "the copy's evidence");
      telling.step(
          new Telling.Step(
              "the copy",
              "other evidence, numbered " + (number + 1),
              Lines.text(problem, "statement"),
              "refused: " + Lines.text(problem, "reason"),
              Lines.text(problem, "detail")));
    }
    Json.Obj standing = stage.awaitStanding(camera, "quarantined");
    telling.step(
        new Telling.Step(
            "the node", "two statements with one number", "", "quarantined", Stage.why(standing)));
    Json.Obj claim =
        camera.process().ask(Lines.object("do", "claim-rekey", "thing", camera.thing()));
    Json.Obj rekey =
        Lines.object(
            "thing", camera.thing(),
            "signing", Lines.text(claim, "key"),
            "agreement", Lines.text(claim, "agreement"),
            "possession", Lines.text(claim, "possession"));
    stage.accepted(
        cast.operator(), "things", "rekey", rekey, "new keys for camera 2: the owner asks");
    stage.accepted(
        cast.maker(), "things", "rekey", rekey, "new keys for camera 2: the maker agrees");
    camera.process().ask(Lines.object("do", "use-next-key"));
    stage.admitted(camera, "evidence with the new key");
  }

  private void revocation() throws DemoException {
    telling.chapter("Release " + Images.CURRENT + " turns out to be vulnerable");
    Json.Obj members =
        Lines.object(
            "model", MODEL,
            "version", Images.CURRENT,
            "severity", "high",
            "reason", "A stack overflow in the web interface lets anybody in.",
            "advisory", "CVE-2018-10088");
    stage.accepted(
        cast.maker(),
        "firmware",
        "revoke-release",
        members,
        "release " + Images.CURRENT + " revoked");
    Json.Obj affected =
        cast.operator()
            .ask(
                Lines.object(
                    "do",
                    "read",
                    "path",
                    "/v1/admission/affected/" + MODEL + "/" + Images.CURRENT));
    List<String> named = new ArrayList<>();
    for (Json each : ((Json.Arr) Lines.member(affected, "records")).elements()) {
      Json.Obj value = (Json.Obj) Lines.member((Json.Obj) each, "value");
      named.add(
          cast.nameOf(Lines.text(value, "thing")) + " (" + Lines.text(value, "standing") + ")");
    }
    Stage.expect(
        named.contains("camera 1 (restricted)") && named.contains("camera 2 (restricted)"),
        "cameras 1 and 2 run the revoked release and must be restricted, but the ledger names "
            + named);
    telling.step(
        new Telling.Step(
            "operator",
            "asks: who runs release " + Images.CURRENT + "?",
            "",
            String.join(", ", named),
            "The policy restricts from severity high on. A model that lives depend on would only be"
                + " warned about: nothing there is ever shut out automatically."));
  }

  private void patch() throws DemoException {
    telling.chapter("They are patched");
    for (int i = 1; i <= 2; i++) {
      Camera camera = cast.camera(i);
      camera.install(images, Images.PATCHED);
      stage.admitted(camera, "evidence: release " + Images.PATCHED);
    }
  }

  private static Json.Obj with(Json.Obj object, String name, Json value) {
    return Lines.with(object, name, value);
  }

  private static String now() {
    return new Timestamp(Instant.now().toEpochMilli()).toString();
  }

  private static String sha256(String text) {
    return Sha256.of(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8))).hex();
  }
}
