package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.admission.UsageDescription;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** What the ledger proves that an operator's things of a model may talk to. */
record MudUsage(Usage usage) {
  static final String MODEL = "--model";
  static final String OPERATOR = "--operator";
  private static final Codec<Usage> USAGE = Codec.of(Usage.class);
  private static final Codec<Keys.Registered> KEYS = Codec.of(Keys.Registered.class);

  /** Adds the options that have the ledger asked. */
  static void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        MODEL,
        "MODEL",
        "Have the ledger say, with proof, which file this is, which entries hold, and the rate.");
    CommonOptions.text(spec, true, OPERATOR, "PARTY", "Whose things of that model (you).");
  }

  /** The party that is meant: the one named, or the one who acts. */
  static PartyId operator(Invocation invocation) throws ClientException {
    Optional<String> named = invocation.option(OPERATOR);
    return named.isPresent()
        ? new PartyId(invocation.values().digest(named.get()))
        : holder(invocation, invocation.keyFile().publicKey().thumbprint());
  }

  /** Whose {@code key} is, which a party's id does not say once its keys have changed. */
  private static PartyId holder(Invocation invocation, KeyId key) throws ClientException {
    Question question =
        new Question("parties", "public-keys/{key}", List.of(key.toString()), List.of(), 0);
    if (ProvenAnswers.proven(invocation, question).answer() instanceof Answer.Found found) {
      Subject subject = read(KEYS, found).subject();
      if (subject.kind() == Subject.Kind.PARTY) {
        return new PartyId(subject.id());
      }
    }
    throw ClientException.refused(
        "your key is no party's on this ledger",
        "Register it: 'birthmark party register', or name another one with --as.");
  }

  private static <T> T read(Codec<T> codec, Answer.Found found) {
    try {
      return codec.fromJson(found.value());
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }

  /** What holds, if a model is named; the ledger must know {@code octets} as its description. */
  static Optional<MudUsage> of(Invocation invocation, Path path, Bytes octets)
      throws ClientException {
    Optional<String> model = invocation.option(MODEL);
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Question question =
        new Question(
            "admission",
            "usages/{owner}/{model}",
            List.of(operator(invocation).toString(), model.get()),
            List.of(),
            0);
    if (!(ProvenAnswers.proven(invocation, question).answer() instanceof Answer.Found found)) {
      throw ClientException.refused(
          "the ledger has no usage description of " + model.get(),
          "Its maker registers one: 'birthmark admission describe-usage --file FILE'.");
    }
    MudUsage usage = new MudUsage(read(USAGE, found));
    usage.require(path, octets);
    return Optional.of(usage);
  }

  private void require(Path path, Bytes octets) throws ClientException {
    if (!Sha256.of(octets).equals(usage.digest())) {
      throw ClientException.refused(
          path + " is not the usage description that the maker registered",
          "Get the one with SHA-256 " + usage.digest().hex() + " from " + usage.location() + ".");
    }
  }

  /** The names of the entries that hold. */
  Set<String> entries() {
    return usage.entries().stream()
        .map(UsageDescription.EntryName::text)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How much a thing may send a second, if that is bounded. */
  OptionalLong octetsPerSecond() {
    return usage.octetsPerSecond() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(usage.octetsPerSecond());
  }
}
