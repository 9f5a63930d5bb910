package birthmark.client.demo;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contracts.admission.Finding;
import birthmark.contracts.things.Assurance;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The main job as a story. Every step checks that the ledger decided as the story says; where it
 * does not, the story stops and says so.
 */
final class Story {
  /** The model of the three cameras. */
  static final String MODEL = "acme:cam-1";

  private static final String SETTINGS = "default password changed; telnet off; time zone UTC";
  private static final String OTHER_SETTINGS = "default password changed; telnet on; time zone UTC";
  private static final long SELDOM_BIT = 4_242;
  private static final long VALIDITY_SECONDS = 86_400;

  /** Sooner than evidence ends, so that the deadline is what admission ends with. */
  private static final long DEADLINE_SECONDS = 43_200;

  private static final int PATIENCE_SECONDS = 10;

  private final Cast cast;
  private final Images images;
  private final Telling telling;
  private String lastAdmission = "";

  Story(Cast cast, Images images, Telling telling) {
    this.cast = cast;
    this.images = images;
    this.telling = telling;
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
    return lastAdmission;
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
      accepted(party, "parties", "register", members, who + " makes itself known");
      accepted(
          cast.founder(),
          "parties",
          "grant",
          Lines.object("party", Lines.text(keys, "id"), "role", makes ? "maker" : "operator"),
          who + " becomes " + (makes ? "a maker" : "an operator"));
    }
  }

  private void releases() throws DemoException {
    telling.chapter("A model and its firmware");
    accepted(
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
    accepted(
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
      accepted(cast.maker(), "things", "birth", birth, "birth of " + camera.name());
      accepted(
          cast.maker(),
          "things",
          "offer",
          Lines.object("thing", camera.thing(), "to", cast.operatorId()),
          camera.name() + " offered to the operator");
      accepted(
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
            "assurance", choice(camera.assurance()));
    certificate = with(certificate, "identifiers", new Json.Arr(List.of(identifier)));
    return with(certificate, "components", new Json.Arr(List.of()));
  }

  private void rules() throws DemoException {
    telling.chapter("The operator says what it asks for");
    policy(Assurance.SELF_REPORTED, "self-reports allowed");
    accepted(
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
            choice(least),
            "restrictFrom",
            "high",
            "quarantineFrom",
            "critical");
    members = with(members, "validitySeconds", new Json.Int(VALIDITY_SECONDS));
    members = with(members, "freshnessSeconds", new Json.Int(300));
    members = with(members, "requireBaseline", new Json.Bool(true));
    members = with(members, "observeOnly", new Json.Bool(false));
    accepted(cast.operator(), "admission", "set-policy", members, "policy: " + words);
  }

  private void admission() throws DemoException {
    telling.chapter("They prove what they run, and are let in");
    for (Camera camera : cast.cameras()) {
      admitted(camera, "evidence: release " + Images.CURRENT);
    }
  }

  private void flippedBit() throws DemoException {
    telling.chapter("One bit of camera 1's firmware is flipped");
    Camera camera = cast.camera(1);
    camera.flip(SELDOM_BIT);
    refused(camera, "evidence: one bit differs", Finding.UNKNOWN_IMAGE);
    camera.flip(SELDOM_BIT);
    admitted(camera, "evidence: the bit is flipped back");
  }

  private void lie() throws DemoException {
    telling.chapter("Camera 3's firmware is altered and reports the good digest");
    Camera camera = cast.camera(3);
    camera.flip(SELDOM_BIT);
    camera.lie(images, Images.CURRENT);
    admitted(camera, "evidence: a lie");
    telling.remark(
        "It gets in, and Birthmark says so plainly: what measures itself can lie. The verdict names"
            + " the measurement as self-reported; whoever cannot live with that asks for measured"
            + " boot.");
    policy(Assurance.MEASURED_BOOT, "measured boot asked for");
    refused(camera, "evidence: the same lie", Finding.NOT_MEASURED_WELL_ENOUGH);
    telling.remark(
        "A camera that measures what boots cannot tell this lie: its firmware never holds the key"
            + " (camera 1 above).");
  }

  private void settings() throws DemoException {
    telling.chapter("Somebody switches telnet on");
    Camera camera = cast.camera(1);
    camera.configure(OTHER_SETTINGS);
    refused(camera, "evidence: other settings", Finding.SETTINGS_DIFFER);
    camera.configure(SETTINGS);
    admitted(camera, "evidence: settings restored");
  }

  private void rollback() throws DemoException {
    telling.chapter("An old, vulnerable release is put back");
    Camera camera = cast.camera(1);
    camera.install(images, Images.OLD);
    refused(camera, "evidence: release " + Images.OLD, Finding.ROLLED_BACK);
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
    Json.Obj standing = admitted(camera, "evidence: older but genuine " + Images.CURRENT);
    expect(
        Lines.text(standing, "until").equals(deadline.toString()),
        "admission should end with the release's deadline, " + deadline);
  }

  private void copiedKey() throws DemoException {
    telling.chapter("Camera 2's key is copied to a second device");
    Camera camera = cast.camera(2);
    long number = camera.number();
    try (PlayerProcess thief = cast.copyOf(camera)) {
      admitted(camera, "evidence, numbered " + (number + 1));
      Json.Obj command =
          Lines.object(
              "do", "attest", "assurance", camera.assurance().name(), "thing", camera.thing());
      Json.Obj answer = thief.ask(with(command, "number", new Json.Int(number + 1)));
      Json.Obj problem = problem(answer, "the copy's evidence");
      telling.step(
          new Telling.Step(
              "the copy",
              "other evidence, numbered " + (number + 1),
              Lines.text(problem, "statement"),
              "refused: " + Lines.text(problem, "reason"),
              Lines.text(problem, "detail")));
    }
    Json.Obj standing = awaitStanding(camera, "quarantined");
    telling.step(
        new Telling.Step(
            "the node", "two statements with one number", "", "quarantined", why(standing)));
    Json.Obj claim =
        camera.process().ask(Lines.object("do", "claim-rekey", "thing", camera.thing()));
    Json.Obj rekey =
        Lines.object(
            "thing", camera.thing(),
            "signing", Lines.text(claim, "key"),
            "agreement", Lines.text(claim, "agreement"),
            "possession", Lines.text(claim, "possession"));
    accepted(cast.operator(), "things", "rekey", rekey, "new keys for camera 2: the owner asks");
    accepted(cast.maker(), "things", "rekey", rekey, "new keys for camera 2: the maker agrees");
    camera.process().ask(Lines.object("do", "use-next-key"));
    admitted(camera, "evidence with the new key");
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
    accepted(
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
    expect(
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
      admitted(camera, "evidence: release " + Images.PATCHED);
    }
  }

  private void accepted(
      PlayerProcess who, String contract, String transaction, Json.Obj members, String signed)
      throws DemoException {
    Json.Obj answer = who.submit(contract, transaction, members);
    expect(
        answer.member("refused").isEmpty(),
        signed + " was refused: " + (answer.member("refused").isPresent() ? detail(answer) : ""));
    telling.step(
        new Telling.Step(who.name(), signed, Lines.text(answer, "statement"), "accepted", ""));
  }

  private Json.Obj admitted(Camera camera, String signed) throws DemoException {
    Json.Obj answer = camera.attest();
    expect(
        answer.member("refused").isEmpty(),
        camera.name()
            + "'s evidence was refused: "
            + (answer.member("refused").isPresent() ? detail(answer) : ""));
    Json.Obj standing = standing(camera);
    expect(
        Lines.member(standing, "admitted").equals(new Json.Bool(true)),
        camera.name() + " should be in, but the ledger says: " + why(standing));
    lastAdmission = Lines.text(answer, "statement");
    String until = Lines.text(standing, "until");
    telling.step(
        new Telling.Step(
            camera.name(),
            signed,
            lastAdmission,
            "admitted until " + until.substring(0, 16).replace('T', ' '),
            why(standing)));
    return standing;
  }

  private void refused(Camera camera, String signed, Finding finding) throws DemoException {
    Json.Obj answer = camera.attest();
    expect(
        answer.member("refused").isEmpty(),
        camera.name()
            + "'s evidence should be judged, not refused: "
            + (answer.member("refused").isPresent() ? detail(answer) : ""));
    Json.Obj standing = standing(camera);
    String found =
        standing.member("finding").isPresent() ? Lines.text(standing, "finding") : "none";
    expect(
        found.equals(choice(finding))
            && Lines.member(standing, "admitted").equals(new Json.Bool(false)),
        camera.name() + " should be out with " + choice(finding) + ", but: " + why(standing));
    telling.step(
        new Telling.Step(
            camera.name(),
            signed,
            Lines.text(answer, "statement"),
            "refused: " + found,
            why(standing)));
  }

  private Json.Obj standing(Camera camera) throws DemoException {
    Json.Obj read =
        cast.operator()
            .ask(Lines.object("do", "read", "path", "/v1/admission/standings/" + camera.thing()));
    return (Json.Obj) Lines.member(read, "value");
  }

  /** The node reports a copied key by itself, a moment after it has seen it. */
  private Json.Obj awaitStanding(Camera camera, String kind) throws DemoException {
    for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
      Json.Obj standing = standing(camera);
      if (Lines.text(standing, "kind").equals(kind)) {
        return standing;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoException("interrupted", e);
      }
    }
    throw new DemoException(
        camera.name() + " was not " + kind + " within " + PATIENCE_SECONDS + " s");
  }

  private static Json.Obj problem(Json.Obj answer, String what) throws DemoException {
    if (answer.member("refused").orElse(new Json.Null()) instanceof Json.Obj problem) {
      return problem;
    }
    throw new DemoException(what + " should be refused, but it was accepted");
  }

  private static String detail(Json.Obj answer) {
    return Lines.text((Json.Obj) Lines.member(answer, "refused"), "detail");
  }

  private static String why(Json.Obj standing) {
    return Lines.text(standing, "why");
  }

  private static void expect(boolean holds, String otherwise) throws DemoException {
    if (!holds) {
      throw new DemoException(otherwise);
    }
  }

  private static Json.Obj with(Json.Obj object, String name, Json value) {
    return Lines.with(object, name, value);
  }

  private static String choice(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String now() {
    return new Timestamp(Instant.now().toEpochMilli()).toString();
  }

  private static String sha256(String text) {
    return Sha256.of(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8))).hex();
  }

  /** Copies a folder with all that is in it, as somebody who got at a device's storage would. */
  static void copy(Path from, Path to) throws DemoException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new DemoException("a folder cannot be copied: " + e.getMessage(), e);
    }
  }
}
