package birthmark.client.cli;

import birthmark.answer.Question;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.codec.Shape;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command of what a contract lets one read under one name, made from its surface: with as many
 * words as the path has parameters.
 *
 * <p>What lies under the contract's own name is {@code show}, or {@code list} where no word is
 * needed.
 */
final class ReadCommand implements Action {
  private static final String SHOW = "show";
  private static final String LIST = "list";
  private static final String LIMIT = "--limit";
  private static final String AFTER = "--after";
  private static final String PROOF = "--proof";
  private static final String HEIGHT = "--height";
  private static final int LIMIT_DEFAULT = 100;

  private final Rulebook.Rules rules;
  private final List<Read> reads;

  private ReadCommand(Rulebook.Rules rules, List<Read> reads) {
    this.rules = rules;
    this.reads = reads;
  }

  /** The commands for all that {@code rules} lets one read. */
  static List<CommandSpec> all(Rulebook.Rules rules) {
    SequencedMap<String, List<Read>> groups = new LinkedHashMap<>();
    for (Read read : rules.surface().reads()) {
      groups.computeIfAbsent(name(rules, read), name -> new ArrayList<>()).add(read);
    }
    List<CommandSpec> specs = new ArrayList<>();
    for (Map.Entry<String, List<Read>> group : groups.entrySet()) {
      specs.add(spec(rules, group.getKey(), group.getValue()));
    }
    return specs;
  }

  /**
   * The last word of the path that is no parameter, or all of them where that would be another's.
   */
  private static String name(Rulebook.Rules rules, Read read) {
    List<String> words = words(read);
    if (words.size() == 1 && words.getFirst().equals(rules.surface().path())) {
      return read.parameters().isEmpty() ? LIST : SHOW;
    }
    if (words.isEmpty()) {
      return read.parameters().isEmpty() ? LIST : SHOW;
    }
    boolean taken = false;
    for (Read other : rules.surface().reads()) {
      taken |=
          !other.path().equals(read.path())
              && !words(other).isEmpty()
              && words(other).getLast().equals(words.getLast())
              && other.parameters().size() == read.parameters().size();
    }
    String name = taken ? String.join("-", words) : words.getLast();
    return rules.transactions().named(name).isPresent() ? SHOW + "-" + name : name;
  }

  private static List<String> words(Read read) {
    return Arrays.stream(read.path().split("/", -1))
        .filter(step -> !step.startsWith("{") && !step.isEmpty())
        .toList();
  }

  private static CommandSpec spec(Rulebook.Rules rules, String name, List<Read> reads) {
    List<String> what = new ArrayList<>();
    List<String> who = new ArrayList<>();
    for (Read read : reads) {
      String when = reads.size() == 1 ? "" : synopsis(read) + ": ";
      what.add(when + read.about());
      who.add(when + readers(read));
    }
    boolean alike = reads.stream().map(ReadCommand::readers).distinct().count() == 1;
    String readable = alike ? readers(reads.getFirst()) : String.join("; ", who);
    CommandSpec spec = Commands.doing(name, String.join(" ", what), new ReadCommand(rules, reads));
    spec.usageMessage()
        .description(
            CommonOptions.escaped(String.join(" ", what)),
            CommonOptions.escaped("Who may read it: " + readable + "."));
    List<String> longest = List.of();
    int least = Integer.MAX_VALUE;
    boolean pages = false;
    for (Read read : reads) {
      least = Math.min(least, read.parameters().size());
      longest = read.parameters().size() > longest.size() ? read.parameters() : longest;
      pages |= read instanceof Read.Listing || read instanceof Read.DerivedListing;
    }
    List<Shape> shapes = leaves(keyShape(reads.getFirst()));
    for (int i = 0; i < longest.size(); i++) {
      String hint = i < shapes.size() ? ShapeHelp.how(shapes.get(i)) : "";
      Commands.word(spec, label(longest.get(i)), i < least, hint);
    }
    if (pages) {
      CommonOptions.text(
          spec,
          true,
          LIMIT,
          "N",
          "At most this many, 1 to 1,000 (100); with --proof up to 100,000.");
      CommonOptions.text(
          spec, true, AFTER, "KEY", "Go on behind this one, as the page before said.");
    }
    CommonOptions.text(
        spec,
        true,
        HEIGHT,
        "H",
        "As of block H: one of the last that the node keeps. The last if not given.");
    CommonOptions.text(
        spec,
        true,
        PROOF,
        "FILE",
        "Ask for the proof of the answer, tell what it shows, and keep it in FILE for 'verify'.");
    return spec;
  }

  private static String synopsis(Read read) {
    return read.parameters().isEmpty()
        ? "Alone"
        : "With " + String.join(" ", read.parameters().stream().map(ReadCommand::label).toList());
  }

  private static String label(String parameter) {
    return parameter.toUpperCase(Locale.ROOT);
  }

  private static String readers(Read read) {
    return switch (read) {
      case Read.Find<?, ?> find -> find.readers().words();
      case Read.Listing<?, ?> listing -> listing.readers().words();
      case Read.Derived<?, ?> derived -> derived.readers().words();
      case Read.DerivedListing<?, ?, ?> listing -> listing.readers().words();
    };
  }

  private static Shape keyShape(Read read) {
    return switch (read) {
      case Read.Find<?, ?> find -> find.table().key().shape();
      case Read.Listing<?, ?> listing -> listing.table().key().shape();
      case Read.Derived<?, ?> derived -> derived.query().shape();
      case Read.DerivedListing<?, ?, ?> listing -> listing.table().key().shape();
    };
  }

  /** The values without parts that a key consists of, in order: what the words name. */
  static List<Shape> leaves(Shape shape) {
    return switch (shape) {
      case Shape.Product product ->
          product.fields().stream().flatMap(field -> leaves(field.shape()).stream()).toList();
      case Shape.Wrapped wrapped -> leaves(wrapped.value());
      default -> List.of(shape);
    };
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    Read read = chosen(words.size());
    List<Shape> shapes = leaves(keyShape(read));
    List<String> steps = new ArrayList<>(List.of(rules.surface().path()));
    List<String> texts = new ArrayList<>();
    for (String step : read.path().split("/", -1)) {
      if (step.startsWith("{")) {
        int used = texts.size();
        texts.add(word(invocation, shapes.get(used), read.parameters().get(used), words.get(used)));
        steps.add(texts.getLast());
      } else if (!step.isEmpty()) {
        steps.add(step);
      }
    }
    String path = Node.path(steps) + query(invocation);
    Optional<String> file = invocation.option(PROOF);
    Json.Obj answer =
        file.isPresent()
            ? ProvenAnswers.ask(
                invocation,
                path,
                question(invocation, read, texts),
                height(invocation),
                Path.of(file.get()))
            : invocation.ledger().node().read(path, invocation.reader());
    if (invocation.json()) {
      invocation.terminal().json(answer);
    } else {
      Answers.tell(invocation, answer);
    }
    return ExitStatus.DONE;
  }

  private Read chosen(int words) throws ClientException {
    for (Read read : reads) {
      if (read.parameters().size() == words) {
        return read;
      }
    }
    throw ClientException.usage(
        "this takes "
            + String.join(" or ", reads.stream().map(ReadCommand::count).toList())
            + ", not "
            + words
            + (words == 1 ? " word" : " words"),
        "See --help for what they are.");
  }

  private static String count(Read read) {
    return read.parameters().isEmpty()
        ? "no word"
        : String.join(" ", read.parameters().stream().map(ReadCommand::label).toList());
  }

  static String word(Invocation invocation, Shape shape, String name, String text)
      throws ClientException {
    try {
      return switch (invocation.values().read(shape, name, text)) {
        case Json.Text value -> value.value();
        case Json.Int value -> Long.toString(value.value());
        case Json.Bool value -> Boolean.toString(value.value());
        case Json.Obj _, Json.Arr _, Json.Null _ -> text;
      };
    } catch (ClientException e) {
      throw e.kind() == ClientException.Kind.USAGE
          ? ClientException.usage(label(name) + " " + e.what(), e.remedy()).because(e)
          : e;
    }
  }

  private Question question(Invocation invocation, Read read, List<String> texts)
      throws ClientException {
    String contract = rules.surface().path();
    if (!(read instanceof Read.Listing) && !(read instanceof Read.DerivedListing)) {
      return new Question(contract, read.path(), texts, List.of(), 0);
    }
    String limit = invocation.option(LIMIT).orElse(Integer.toString(LIMIT_DEFAULT));
    List<String> after =
        invocation
            .option(AFTER)
            .map(text -> Arrays.stream(text.split("/", -1)).map(ReadCommand::decoded).toList())
            .orElse(List.of());
    try {
      return new Question(contract, read.path(), texts, after, Integer.parseInt(limit));
    } catch (NumberFormatException e) {
      throw ClientException.usage(LIMIT + " is a number, not " + limit, "Give 1 to 100,000.")
          .because(e);
    }
  }

  private static Optional<Long> height(Invocation invocation) throws ClientException {
    Optional<String> height = invocation.option(HEIGHT);
    try {
      return height.map(Long::valueOf);
    } catch (NumberFormatException e) {
      throw ClientException.usage(
              HEIGHT + " is a number, not " + height.orElse(""), "Give a block's height.")
          .because(e);
    }
  }

  /** A step of a path, whose plus is a plus. */
  private static String decoded(String step) {
    return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String query(Invocation invocation) throws ClientException {
    List<String> query = new ArrayList<>();
    Optional<String> limit = invocation.option(LIMIT);
    if (limit.isPresent()) {
      query.add("limit=" + Node.encoded(limit.get()));
    }
    Optional<String> after = invocation.option(AFTER);
    if (after.isPresent()) {
      query.add("after=" + Node.encoded(after.get()));
    }
    Optional<String> height = invocation.option(HEIGHT);
    if (height.isPresent()) {
      query.add("height=" + Node.encoded(height.get()));
    }
    return query.isEmpty() ? "" : "?" + String.join("&", query);
  }
}
