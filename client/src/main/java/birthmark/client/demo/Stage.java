package birthmark.client.demo;

import birthmark.contracts.admission.Finding;
import birthmark.json.Json;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where the story's steps are played: each is done by somebody, held against what the ledger
 * decided, and told. Where the ledger decides otherwise the story stops and says so.
 */
final class Stage {
  private static final int PATIENCE_SECONDS = 10;

  private final Cast cast;
  private final Telling telling;
  private String lastAdmission = "";

  Stage(Cast cast, Telling telling) {
    this.cast = cast;
    this.telling = telling;
  }

  /** The id of the last statement that admitted a camera. */
  String lastAdmission() {
    return lastAdmission;
  }

  /** Has {@code who} sign a transaction, which the ledger must accept. */
  void accepted(
      PlayerProcess who, String contract, String transaction, Json.Obj members, String signed)
      throws DemoException {
    Json.Obj answer = counted(who.submit(contract, transaction, members), signed);
    telling.step(
        new Telling.Step(who.name(), signed, Lines.text(answer, "statement"), "accepted", ""));
  }

  /** Has a camera attest, after which it must be in; says where it stands. */
  Json.Obj admitted(Camera camera, String signed) throws DemoException {
    Json.Obj answer = counted(camera.attest(), camera.name() + "'s evidence");
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

  /** Has a camera attest, after which it must be out, with this finding. */
  void refused(Camera camera, String signed, Finding finding) throws DemoException {
    Json.Obj answer = counted(camera.attest(), camera.name() + "'s evidence");
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

  Json.Obj standing(Camera camera) throws DemoException {
    Json.Obj read =
        cast.operator()
            .ask(Lines.object("do", "read", "path", "/v1/admission/standings/" + camera.thing()));
    return (Json.Obj) Lines.member(read, "value");
  }

  /** The node reports a copied key by itself, a moment after it has seen it. */
  Json.Obj awaitStanding(Camera camera, String kind) throws DemoException {
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

  /** The answer to a statement that the ledger must count, whatever follows from what it says. */
  private static Json.Obj counted(Json.Obj answer, String what) throws DemoException {
    if (answer.member("refused").isPresent()) {
      throw new DemoException(what + " was refused: " + detail(answer));
    }
    return answer;
  }

  static Json.Obj problem(Json.Obj answer, String what) throws DemoException {
    if (answer.member("refused").orElse(new Json.Null()) instanceof Json.Obj problem) {
      return problem;
    }
    throw new DemoException(what + " should be refused, but it was accepted");
  }

  static String detail(Json.Obj answer) {
    return Lines.text((Json.Obj) Lines.member(answer, "refused"), "detail");
  }

  static String why(Json.Obj standing) {
    return Lines.text(standing, "why");
  }

  static void expect(boolean holds, String otherwise) throws DemoException {
    if (!holds) {
      throw new DemoException(otherwise);
    }
  }

  static String choice(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
