package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.replay.Measurement;
import birthmark.client.replay.Reckoned;
import birthmark.client.replay.SampleFile;
import birthmark.client.replay.Telling;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.contracts.samples.Decimal;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        flint, true, METHOD, "NAME", "nearest-rank, floor-rank, ceiling-rank, interpolated, r-1 …");
    CommonOptions.text(flint, true, MINIMUM, "N", "How many results there must be (100).");
    CommonOptions.text(flint, true, UNIT, "UNIT", "The unit of limit and values (ppb).");
    spec.addSubcommand("flint", flint);
    return spec;
  }

  private static int run(Invocation invocation) throws ClientException {
    Optional<String> csv = invocation.option(CSV);
    String unit = invocation.option(UNIT).orElse("ppb");
    List<Measurement> measurements = csv.isPresent() ? file(Path.of(csv.get()), unit) : flint(unit);
    String title =
        csv.isPresent()
            ? "Samples of " + Path.of(csv.get()).getFileName()
            : "Lead at the tap in Flint, Michigan, January to June 2015";
    Telling telling =
        new Telling(new Reckoned(rule(invocation, title, unit, csv.isEmpty()), measurements));
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

  private static Reckoned.RuleOfReplay rule(
      Invocation invocation, String title, String unit, boolean flint) throws ClientException {
    String method = invocation.option(METHOD).orElse("nearest-rank");
    try {
      return new Reckoned.RuleOfReplay(
          title,
          new Percentile(
              new Decimal(invocation.option(FRACTION).orElse("0.9")),
              PercentileMethod.valueOf(method.toUpperCase(Locale.ROOT).replace('-', '_'))),
          new Decimal(invocation.option(LIMIT).orElse("15")),
          Integer.parseInt(invocation.option(MINIMUM).orElse("" + MINIMUM_OF_FLINT)),
          unit,
          flint ? Optional.of(PERIOD) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(
              "the rule cannot be read: " + e.getMessage(), "See 'birthmark replay flint --help'.")
          .because(e);
    }
  }

  private static List<Measurement> file(Path file, String unit) throws ClientException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return SampleFile.read(file.toString(), unit, in);
    } catch (IOException e) {
      throw ClientException.usage("there is no file " + file, "Check its name.").because(e);
    }
  }

  private static List<Measurement> flint(String unit) throws ClientException {
    try (InputStream octets = SampleFile.class.getResourceAsStream("flint.csv")) {
      if (octets == null) {
        throw new IllegalStateException("the program lacks its samples of Flint");
      }
      return SampleFile.read(
          "flint.csv",
          unit,
          new BufferedReader(new InputStreamReader(octets, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException("the program's own samples cannot be read", e);
    }
  }
}
