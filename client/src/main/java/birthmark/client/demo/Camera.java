package birthmark.client.demo;

import birthmark.contracts.things.Assurance;
import birthmark.json.Json;

/** A camera of the story, as the storyteller drives it. */
final class Camera {
  private final PlayerProcess process;
  private final Assurance assurance;
  private final Json.Obj keys;

  Camera(PlayerProcess process, Assurance assurance) throws DemoException {
    this.process = process;
    this.assurance = assurance;
    this.keys = process.ask(Lines.object("do", "introduce"));
  }

  /** What it is called. */
  String name() {
    return process.name();
  }

  /** Its process. */
  PlayerProcess process() {
    return process;
  }

  /** The thing it is on the ledger. */
  String thing() {
    return Lines.text(keys, "id");
  }

  /** Its public keys: {@code key} signs, {@code agreement} agrees. */
  Json.Obj keys() {
    return keys;
  }

  /** How its measurements are made. */
  Assurance assurance() {
    return assurance;
  }

  /** Installs a release. */
  void install(Images images, String version) throws DemoException {
    tell("install", "image", images.path(version).toString(), "version", version);
  }

  /** Flips one bit of what is installed. */
  void flip(long bit) throws DemoException {
    process.ask(
        Lines.with(
            Lines.object("do", "flip", "assurance", assurance.name()), "bit", new Json.Int(bit)));
  }

  /** Sets its settings. */
  void configure(String settings) throws DemoException {
    tell("configure", "settings", settings);
  }

  /** Lets its firmware report the digest of a good release whatever is installed. */
  void lie(Images images, String version) throws DemoException {
    tell("lie", "image", images.path(version).toString());
  }

  /** Measures, signs and hands in evidence. */
  Json.Obj attest() throws DemoException {
    return tell("attest", "thing", thing());
  }

  /** The highest sequence number that it has used. */
  long number() throws DemoException {
    return Lines.number(process.ask(Lines.object("do", "number")), "number");
  }

  private Json.Obj tell(String command, String... more) throws DemoException {
    Json.Obj line = Lines.object("do", command, "assurance", assurance.name());
    for (int i = 0; i < more.length; i += 2) {
      line = Lines.with(line, more[i], new Json.Text(more[i + 1]));
    }
    return process.ask(line);
  }
}
