package birthmark.determinism;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JDK members that core may use, as determinism-allowed.txt lists them.
 *
 * <p>A line is {@code class#member}, {@code class#member(parameters)} or {@code class#*}; with
 * {@code caller:} before it, it holds for that class alone and may also be {@code package.*}. Some
 * members no line can allow, so that a wide line cannot let them in.
 */
record AllowList(Set<String> lines) {
  private static final String HASH_ORDER =
      "the order of hashing differs from one run to the next; use a TreeMap, a TreeSet or a List";

  private record Never(String owner, String memberPattern, String why) {}

  private static final List<Never> NEVER =
      List.of(
          new Never("java.util.Map", "of|ofEntries|copyOf", HASH_ORDER),
          new Never("java.util.Set", "of|copyOf", HASH_ORDER),
          new Never(
              "java.util.Map",
              "entrySet|keySet|values|forEach|replaceAll",
              "a Map may be a HashMap: declare what is walked through as SortedMap or"
                  + " SequencedMap"),
          // All of a HashMap but what finds one entry by its key.
          new Never(
              "java.util.HashMap",
              "(?!<init>$|get$|getOrDefault$|put$|putIfAbsent$|containsKey$|remove$|computeIfAbsent$"
                  + "|merge$|size$|isEmpty$|clear$).*",
              HASH_ORDER),
          new Never("java.util.(HashSet|IdentityHashMap|WeakHashMap|Hashtable)", ".*", HASH_ORDER),
          new Never("java.util.concurrent\\..*", ".*", "core has no threads"),
          new Never(
              "java.util.(LinkedHashMap|SequencedMap)",
              "putAll",
              "what is copied may be a HashMap, whose order would be kept"),
          new Never("java.util.stream.Collectors", "toSet|toUnmodifiableSet", HASH_ORDER),
          new Never("java.util..*", "parallel.*", "core has no threads"),
          new Never("java.lang.System", "identityHashCode", "an identity differs between runs"),
          new Never("java.lang.Object", "toString", "its text is its identity"),
          new Never("java.lang.Object", "wait|notify|notifyAll", "core has no threads"),
          new Never("java.lang.(Float|Double|StrictMath)", ".*", "floating point"));

  /** The list that {@code text} holds: blank lines and those that begin with {@code #} say why. */
  static AllowList parse(String text) {
    Set<String> lines = new TreeSet<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (!line.matches("([\\w.]+: *)?[\\w.$]+(#[\\w<>$]+(\\([^)]*\\))?|#\\*)")
          && !line.matches("[\\w.]+: *[\\w.]+\\.\\*")) {
        throw new IllegalArgumentException(
            "determinism-allowed.txt: cannot read the line '"
                + line
                + "'; write class#member, class#member(parameters) or class#*, if need be after"
                + " 'caller: '");
      }
      lines.add(line.replaceAll(": *", ": "));
    }
    return new AllowList(lines);
  }

  /** What of {@code findings} is not allowed, one text for each cause, in order. */
  List<String> complaints(List<Finding> findings) {
    Set<String> causes = new TreeSet<>();
    List<String> complaints = new ArrayList<>();
    for (Finding finding : findings) {
      String cause =
          switch (finding) {
            case Finding.Forbidden forbidden -> "no line can allow: " + forbidden.why();
            case Finding.Use use -> {
              String never = never(use);
              yield !never.isEmpty()
                  ? "no line can allow: " + use.line() + ": " + never
                  : allows(use) ? "" : use.line();
            }
          };
      if (!cause.isEmpty()
          && causes.add(finding instanceof Finding.Use ? cause : cause + finding.where())) {
        complaints.add(cause + "\n    used in " + finding.where());
      }
    }
    complaints.sort(null);
    return complaints;
  }

  private static String never(Finding.Use use) {
    for (Never never : NEVER) {
      if (use.owner().matches(never.owner) && use.name().matches(never.memberPattern)) {
        return never.why;
      }
    }
    return "";
  }

  private boolean allows(Finding.Use use) {
    return matches(use, "") || matches(use, use.caller() + ": ") || matchesPackage(use);
  }

  private boolean matches(Finding.Use use, String prefix) {
    return lines.contains(prefix + use.owner() + "#*")
        || lines.contains(prefix + use.owner() + "#" + use.name())
        || lines.contains(prefix + use.line());
  }

  private boolean matchesPackage(Finding.Use use) {
    for (int dot = use.owner().lastIndexOf('.');
        dot > 0;
        dot = use.owner().lastIndexOf('.', dot - 1)) {
      if (lines.contains(use.caller() + ": " + use.owner().substring(0, dot) + ".*")) {
        return true;
      }
    }
    return false;
  }
}
