package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.codec.Names;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Evidence made on the device itself: it measures a file, names the latest checkpoint and signs.
 */
final class AttestSupplement implements Supplement {
  private static final List<String> EVIDENCE = List.of("evidence");
  private static final String IMAGE = "--image";
  private static final String VERSION = "--version";
  private static final String SETTINGS = "--settings";
  private static final String BOOTS = "--boot-count";
  private static final String DEBUG = "--debug-status";
  private static final String MEASURED = "--measured";
  private static final String THING = "--thing";
  private static final String THING_KEY = "--thing-key";

  @Override
  public List<List<String>> supplied() {
    return List.of(EVIDENCE);
  }

  @Override
  public void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        IMAGE,
        "FILE",
        "Instead of evidence: the image that the thing runs, measured now.");
    CommonOptions.text(
        spec,
        true,
        VERSION,
        "TEXT",
        "The version that it says it has (unknown); the digest decides.");
    CommonOptions.text(spec, true, SETTINGS, "FILE", "The thing's settings, measured now.");
    CommonOptions.text(spec, true, BOOTS, "N", "How often the thing was started (1).");
    CommonOptions.text(
        spec, true, DEBUG, "NAME", "One of " + names(DebugStatus.values()) + " (disabled).");
    CommonOptions.text(
        spec,
        true,
        MEASURED,
        "NAME",
        "Who measured: one of " + names(Assurance.values()) + " (self-reported).");
    CommonOptions.text(
        spec, true, THING_KEY, "KEY", "The thing's key, where another one hands the evidence in.");
    CommonOptions.text(
        spec, true, THING, "ID", "The thing, where its key is no longer its first one.");
  }

  private static String names(Enum<?>[] values) {
    return String.join(
        ", ", Arrays.stream(values).map(value -> Names.kebab(value.name())).toList());
  }

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    Optional<String> image = invocation.option(IMAGE);
    if (image.isEmpty()) {
      if (!Fields.has(typed, EVIDENCE)) {
        throw ClientException.usage(
            "there is nothing to hand in",
            "Name the image that the thing runs with "
                + IMAGE
                + " FILE, or signed evidence with"
                + " --evidence @FILE.");
      }
      return typed;
    }
    if (Fields.has(typed, EVIDENCE)) {
      throw ClientException.usage(
          IMAGE + " and --evidence are two ways to say one thing", "Leave one of them out.");
    }
    Optional<String> named = invocation.option(THING_KEY);
    KeyFile key = named.isPresent() ? invocation.home().key(named.get()) : invocation.keyFile();
    Optional<String> settings = invocation.option(SETTINGS);
    Optional<String> thing = invocation.option(THING);
    Evidence evidence =
        new Evidence(
            nonce(invocation),
            new ThingId(
                thing.isPresent()
                    ? invocation.values().digest(thing.get())
                    : key.publicKey().thumbprint().value()),
            choice(invocation, DEBUG, DebugStatus.values(), DebugStatus.DISABLED),
            boots(invocation),
            new Evidence.Image(
                Values.sha256(Path.of(image.get())),
                version(invocation),
                choice(invocation, MEASURED, Assurance.values(), Assurance.SELF_REPORTED)),
            settings.isPresent()
                ? Optional.of(Values.sha256(Path.of(settings.get())))
                : Optional.empty());
    Bytes signed = evidence.sign(key.signingKey(invocation.passwords()));
    return Fields.with(typed, EVIDENCE, new Json.Text(signed.hex()));
  }

  private static Nonce nonce(Invocation invocation) throws ClientException {
    Json.Obj checkpoint = invocation.ledger().node().read("/v1/checkpoint", Optional.empty());
    String root = Answers.plain(checkpoint, "root");
    if (!root.matches("[0-9a-f]{64}")
        || !(checkpoint.member("height").orElse(new Json.Null()) instanceof Json.Int height)) {
      throw ClientException.unanswered(
          "the node gives no checkpoint that evidence could name", "Try another node.");
    }
    return new Nonce(height.value(), Bytes.fromHex(root));
  }

  private static <E extends Enum<E>> E choice(
      Invocation invocation, String option, E[] values, E usual) throws ClientException {
    Optional<String> name = invocation.option(option);
    for (E value : values) {
      if (Names.kebab(value.name()).equals(name.orElse(Names.kebab(usual.name())))) {
        return value;
      }
    }
    throw ClientException.usage(
        option + " is one of " + names(values) + ", not '" + name.orElse("") + "'",
        "Leave it out for " + Names.kebab(usual.name()) + ".");
  }

  private static long boots(Invocation invocation) throws ClientException {
    String text = invocation.option(BOOTS).orElse("1");
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw ClientException.usage(
          BOOTS + " is a whole number, not '" + text + "'", "Give a count.");
    }
    return Long.parseLong(text);
  }

  private static Version version(Invocation invocation) throws ClientException {
    try {
      return new Version(invocation.option(VERSION).orElse("unknown"));
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(VERSION + ": " + e.getMessage(), "Correct that.").because(e);
    }
  }
}
