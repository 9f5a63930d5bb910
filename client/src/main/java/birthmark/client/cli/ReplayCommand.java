package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.replay.Measurement;
import birthmark.client.replay.Reckoned;
import birthmark.client.replay.SampleFile;
import birthmark.client.replay.Telling;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.Names;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** Holds samples against a rule as a ledger would: those of Flint, or anybody's. */
final class ReplayCommand {
  private static final String CSV = "--csv";
  private static final String SVG = "--svg";
  private static final String LIMIT = "--limit";
  private static final String FRACTION = "--percentile";
  private static final String METHOD = "--method";
  private static final String MINIMUM = "--minimum";
  private static final String UNIT = "--unit";
  private static final int MINIMUM_OF_FLINT = 100;
  private static final Reckoned.Period PERIOD =
      new Reckoned.Period(
          LocalDate.of(2015, 6, 30), LocalDate.of(2015, 8, 29), "60 days, 40 CFR 141.85(b)(2)");

  private ReplayCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group("replay", "Hold samples against a rule as a ledger would; needs no node.");
    CommandSpec flint =
        Commands.doing(
            "flint",
            "The lead samples of Flint, 2015, with and without the two that were left out: what"
                + " each rule says, and what would have been announced. With --csv your own"
                + " samples.",
            ReplayCommand::run);
    CommonOptions.text(
        flint,
        true,
        CSV,
        "FILE",
        "Your samples: columns sample, the unit, and 'left out because' if some are.");
    CommonOptions.text(flint, true, SVG, "FILE", "Write a picture of the distribution.");
    CommonOptions.text(flint, true, LIMIT, "NUMBER", "What the figure must not be above (15).");
    CommonOptions.text(flint, true, FRACTION, "NUMBER", "Which percentile (0.9).");
    CommonOptions.text(
        flint,
        true,
        METHOD,
        "NAME",
        "nearest-rank, floor-rank, ceiling-rank, interpolated, r-1 to r-9.");
    CommonOptions.text(flint, true, MINIMUM, "N", "How many results there must be (100).");
    CommonOptions.text(flint, true, UNIT, "UNIT", "The unit of limit and values (ppb).");
    spec.addSubcommand("flint", flint);
    return spec;
  }

  private static int run(Invocation invocation) throws ClientException {
    Optional<String> csv = invocation.option(CSV);
    String title =
        csv.isPresent()
            ? "Samples of " + Path.of(csv.get()).getFileName()
            : "Lead at the tap in Flint, Michigan, January to June 2015";
    Reckoned.RuleOfReplay rule = rule(invocation, title, csv.isEmpty());
    List<Measurement> measurements = csv.isPresent() ? file(Path.of(csv.get()), rule) : flint(rule);
    Telling telling = new Telling(new Reckoned(rule, measurements));
    Optional<String> svg = invocation.option(SVG);
    if (svg.isPresent()) {
      byte[] octets = telling.svg().getBytes(StandardCharsets.UTF_8);
      ProofFolder.write(Path.of(svg.get()), Bytes.copyOf(octets));
    }
    if (invocation.json()) {
      invocation.terminal().json(telling.json());
    } else {
      telling.lines().forEach(line -> invocation.terminal().line(Rendering.printable(line)));
    }
    return ExitStatus.DONE;
  }

  private static Reckoned.RuleOfReplay rule(Invocation invocation, String title, boolean flint)
      throws ClientException {
    PercentileMethod method =
        value(invocation, METHOD, "nearest-rank", ReplayCommand::method, "one of " + methods());
    return new Reckoned.RuleOfReplay(
        title,
        value(
            invocation,
            FRACTION,
            "0.9",
            text -> new Percentile(SampleFile.number(text), method),
            "a fraction above 0 and at most 1, such as 0.9"),
        value(invocation, LIMIT, "15", SampleFile::number, "a number from 0 on, such as 15"),
        value(
            invocation,
            MINIMUM,
            "" + MINIMUM_OF_FLINT,
            ReplayCommand::count,
            "a whole number from 1 on, such as 100"),
        invocation.option(UNIT).orElse("ppb"),
        flint ? Optional.of(PERIOD) : Optional.empty());
  }

  /** What option {@code name} says, which must be {@code expected}. */
  private static <T> T value(
      Invocation invocation, String name, String usual, Function<String, T> read, String expected)
      throws ClientException {
    String text = invocation.option(name).orElse(usual);
    try {
      return read.apply(text);
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(
              name + " is " + expected + ", not '" + text + "'",
              "See 'birthmark replay flint --help'.")
          .because(e);
    }
  }

  private static int count(String text) {
    int count = Integer.parseInt(text);
    if (count < 1) {
      throw new IllegalArgumentException();
    }
    return count;
  }

  private static PercentileMethod method(String name) {
    return Arrays.stream(PercentileMethod.values())
        .filter(each -> Names.kebab(each.name()).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  private static String methods() {
    return String.join(
        ", ",
        Arrays.stream(PercentileMethod.values()).map(each -> Names.kebab(each.name())).toList());
  }

  private static List<Measurement> file(Path file, Reckoned.RuleOfReplay rule)
      throws ClientException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return SampleFile.read(file.toString(), rule.unit(), rule.limit(), in);
    } catch (IOException e) {
      throw ClientException.usage("there is no file " + file, "Check its name.").because(e);
    }
  }

  private static List<Measurement> flint(Reckoned.RuleOfReplay rule) throws ClientException {
    try (InputStream octets = SampleFile.class.getResourceAsStream("flint.csv")) {
      if (octets == null) {
        throw new IllegalStateException("the program lacks its samples of Flint");
      }
      return SampleFile.read(
          "flint.csv",
          rule.unit(),
          rule.limit(),
          new BufferedReader(new InputStreamReader(octets, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException("the program's own samples cannot be read", e);
    }
  }
}
