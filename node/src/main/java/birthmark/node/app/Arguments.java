package birthmark.node.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words behind a command: options with a value, and options that stand alone.
 *
 * @param values the options with their values
 * @param flags the options that stand alone
 */
record Arguments(Map<String, String> values, Set<String> flags) {
  /** What makes no sense as it was typed. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String sentence) {
      super(sentence);
    }
  }

  /**
   * The arguments that {@code words} are.
   *
   * @param valued the options that need a value
   * @param alone the options that stand alone
   * @throws UsageException if there are others, or one twice, or one without its value
   */
  static Arguments of(List<String> words, Set<String> valued, Set<String> alone)
      throws UsageException {
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (alone.contains(word)) {
        flags.add(word);
      } else if (!valued.contains(word)) {
        throw new UsageException("there is no option " + word);
      } else if (i + 1 == words.size()) {
        throw new UsageException(word + " needs a value");
      } else if (values.put(word, words.get(++i)) != null) {
        throw new UsageException(word + " is given twice");
      }
    }
    return new Arguments(values, flags);
  }

  /** Whether {@code option} is given. */
  boolean has(String option) {
    return flags.contains(option);
  }

  /** The path given as {@code option}. */
  Optional<Path> path(String option) {
    return Optional.ofNullable(values.get(option)).map(Path::of);
  }

  /**
   * The path that must be given as {@code option}.
   *
   * @throws UsageException if it is not
   */
  Path needed(String option) throws UsageException {
    return path(option).orElseThrow(() -> new UsageException(option + " must be given"));
  }

  /** The text given as {@code option}. */
  Optional<String> text(String option) {
    return Optional.ofNullable(values.get(option));
  }

  /**
   * The text that must be given as {@code option}.
   *
   * @throws UsageException if it is not
   */
  String neededText(String option) throws UsageException {
    return text(option).orElseThrow(() -> new UsageException(option + " must be given"));
  }

  /**
   * The whole number, 1 or more, given as {@code option}.
   *
   * @throws UsageException if it is no such number
   */
  Optional<Integer> count(String option) throws UsageException {
    String digits = values.get(option);
    if (digits == null) {
      return Optional.empty();
    }
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      throw new UsageException(option + " needs a whole number from 1, not " + digits);
    }
    return Optional.of(Integer.valueOf(digits));
  }
}
