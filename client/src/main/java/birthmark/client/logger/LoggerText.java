package birthmark.client.logger;

import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contracts.samples.LogFindings;
import birthmark.contracts.samples.SignedDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a Q-tag logger's file (Berlinger, format 0.5): names and values, indented by one
 * space a level, and a table of readings behind {@code Data:}. The first line that is not so is
 * told with its number.
 */
final class LoggerText {
  private static final int LINE_MAX = 1_000;
  private static final Pattern NAMED = Pattern.compile("( *)([^:]{1,60}):(?: (.*))?");
  private static final Pattern ALARM = Pattern.compile("T AL: (\\S+), t AL: ([0-9]{1,6})");
  private static final Pattern PASSED = Pattern.compile("t Acc: ([0-9]{1,6})(, TS A: .*)?");
  private static final Pattern MINUTE =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2})");
  private static final Pattern NUMBER = Pattern.compile("\\+?(-?[0-9]+)(?:\\.([0-9]*?)0*)?");

  /** A limit of the device's, as its settings have it. */
  private record Limit(SignedDecimal limit, long allowedMinutes) {}

  /**
   * A reading.
   *
   * @param at when, by the device's clock
   * @param value what; nothing where the file has none
   * @param outside whether the device marks it
   */
  record Reading(Timestamp at, Optional<SignedDecimal> value, boolean outside) {}

  private final String name;
  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, Limit> limits = new TreeMap<>();
  private final Map<String, String> ofDay = new TreeMap<>();
  private final Map<String, Day.Passed> passed = new TreeMap<>();
  private final List<Day> days = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();
  private final List<String> path = new ArrayList<>();
  private int line;

  private LoggerText(String name) {
    this.name = name;
  }

  /** What {@code text} says; {@code name} is what the file is called in complaints. */
  static LoggerText read(String name, String text) throws ClientException {
    LoggerText read = new LoggerText(name);
    for (String each : text.split("\r?\n", -1)) {
      read.line++;
      if (each.length() > LINE_MAX) {
        throw read.wrong("it is longer than " + LINE_MAX + " characters");
      }
      read.line(each);
    }
    read.endDay();
    return read;
  }

  /** The value of a name, its path written with slashes. */
  String value(String of) throws ClientException {
    String value = values.get(of);
    if (value == null) {
      throw ClientException.usage(
          name + " has no '" + of + "'", "Check that it is a whole file of a Q-tag logger.");
    }
    return value;
  }

  List<Day> days() {
    return List.copyOf(days);
  }

  List<Reading> readings() {
    return readings;
  }

  private void line(String text) throws ClientException {
    if (text.isBlank()) {
      return;
    }
    if (text.startsWith("\t")) {
      reading(text.substring(1).split("\t", -1));
      return;
    }
    Matcher named = NAMED.matcher(text);
    if (!named.matches() || named.group(1).length() > path.size()) {
      throw wrong("it is no name with a value");
    }
    while (path.size() > named.group(1).length()) {
      path.removeLast();
    }
    path.add(named.group(2));
    String value = Optional.ofNullable(named.group(3)).orElse("");
    String at = String.join("/", path);
    if (at.startsWith("Conf/Alarm/") && path.size() == 4) {
      limit(path.get(2), text.strip());
    } else if (path.size() == 1) {
      endDay();
      keep(at, value);
    } else if (at.startsWith("Hist/") && path.size() == 2) {
      endDay();
    } else if (at.startsWith("Hist/") && path.size() == 3) {
      ofDay.put(path.getLast(), value);
    } else if (path.size() == 5 && path.getFirst().equals("Hist") && path.get(2).equals("Alarm")) {
      passed(path.get(3), text.strip());
    } else if (!at.startsWith("Hist/")) {
      keep(at, value);
    }
  }

  private void keep(String at, String value) throws ClientException {
    if (values.putIfAbsent(at, value) != null) {
      throw wrong("'" + at + "' stands there twice");
    }
  }

  private void endDay() throws ClientException {
    if (ofDay.isEmpty()) {
      return;
    }
    if (!passed.keySet().equals(limits.keySet())) {
      throw wrong("the day before it does not say what came of each alarm");
    }
    if (days.size() == LogFindings.DAYS_MAX) {
      throw wrong("there are more than " + LogFindings.DAYS_MAX + " days");
    }
    days.add(
        new Day(
            ofDay.getOrDefault("Date", ""),
            ofDay("Min T"),
            ofDay("Max T"),
            ofDay("Avrg T"),
            List.copyOf(passed.values())));
    ofDay.clear();
    passed.clear();
  }

  private SignedDecimal ofDay(String of) throws ClientException {
    return number(ofDay.getOrDefault(of, "").replaceFirst(",.*", ""));
  }

  private void limit(String index, String text) throws ClientException {
    Matcher alarm = ALARM.matcher(text);
    if (!alarm.matches()) {
      throw wrong("it is no limit of an alarm");
    }
    limits.put(index, new Limit(number(alarm.group(1)), Long.parseLong(alarm.group(2))));
  }

  private void passed(String index, String text) throws ClientException {
    Matcher found = PASSED.matcher(text);
    if (!found.matches() || !limits.containsKey(index)) {
      throw wrong("it says nothing of an alarm");
    }
    long minutes = Long.parseLong(found.group(1));
    passed.put(index, new Day.Passed(minutes, found.group(2) != null));
  }

  private void reading(String[] cells) throws ClientException {
    if (!path.equals(List.of("Data"))) {
      throw wrong("there is a reading outside of 'Data'");
    }
    if (cells[0].startsWith("yyyy")) {
      return;
    }
    Matcher minute = MINUTE.matcher(cells[0]);
    if (!minute.matches() || cells.length < 2 || cells.length > 3) {
      throw wrong("it is no reading");
    }
    Timestamp at;
    try {
      at = Timestamp.parse(minute.group(1) + "T" + minute.group(2) + ":00Z");
    } catch (IllegalArgumentException e) {
      throw wrong("there is no such minute").because(e);
    }
    if (!readings.isEmpty() && at.isBefore(readings.getLast().at())) {
      throw wrong("it is earlier than the reading before");
    }
    if (readings.size() == LogFindings.READINGS_MAX) {
      throw wrong("there are more than " + LogFindings.READINGS_MAX + " readings");
    }
    Optional<SignedDecimal> value =
        cells[1].isBlank() ? Optional.empty() : Optional.of(number(cells[1].strip()));
    readings.add(new Reading(at, value, cells.length == 3 && cells[2].strip().equals("x")));
  }

  private SignedDecimal number(String text) throws ClientException {
    Matcher number = NUMBER.matcher(text);
    try {
      if (!number.matches()) {
        throw new IllegalArgumentException("'" + text + "' is no temperature");
      }
      String decimals = Optional.ofNullable(number.group(2)).orElse("");
      String whole = number.group(1) + (decimals.isEmpty() ? "" : "." + decimals);
      return new SignedDecimal(whole.equals("-0") ? "0" : whole);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage())).because(e);
    }
  }

  /** What all of it comes to. */
  LogFindings findings() {
    List<LogFindings.Alarm> alarms = new ArrayList<>();
    for (Limit limit : limits.values()) {
      int index = alarms.size();
      List<Day.Passed> each = days.stream().map(day -> day.alarms().get(index)).toList();
      alarms.add(
          new LogFindings.Alarm(
              limit.limit(),
              limit.allowedMinutes(),
              each.stream().mapToLong(Day.Passed::minutes).sum(),
              each.stream().filter(Day.Passed::raised).count()));
    }
    return new LogFindings(days.size(), List.copyOf(alarms), log());
  }

  private Optional<LogFindings.Readings> log() {
    List<SignedDecimal> measured =
        readings.stream().flatMap(each -> each.value().stream()).sorted().toList();
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    long sum = measured.stream().mapToLong(SignedDecimal::millionths).sum();
    return Optional.of(
        new LogFindings.Readings(
            measured.size(),
            SignedDecimal.ofMillionths(sum),
            measured.getFirst(),
            measured.getLast(),
            readings.stream().filter(each -> each.value().isPresent() && each.outside()).count(),
            readings.getFirst().at(),
            readings.getLast().at()));
  }

  /** Readings in a row that are out of limits. */
  List<Excursion> excursions() {
    List<Excursion> found = new ArrayList<>();
    List<Reading> run = new ArrayList<>();
    for (Reading each : readings) {
      if (each.outside() && each.value().isPresent()) {
        run.add(each);
      } else {
        end(run, found);
      }
    }
    end(run, found);
    return List.copyOf(found);
  }

  private static void end(List<Reading> run, List<Excursion> found) {
    if (!run.isEmpty()) {
      List<SignedDecimal> values =
          run.stream().map(each -> each.value().orElseThrow()).sorted().toList();
      found.add(
          new Excursion(
              run.getFirst().at(),
              run.getLast().at(),
              run.size(),
              values.getFirst(),
              values.getLast()));
      run.clear();
    }
  }

  private ClientException wrong(String what) {
    return ClientException.usage(
        name + ", line " + line + ": " + what, "Check that it is a file of a Q-tag logger.");
  }
}
