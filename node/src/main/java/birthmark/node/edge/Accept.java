package birthmark.node.edge;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a client accepts (RFC 9110, section 12.5.1). */
final class Accept {
  private Accept() {}

  /**
   * The one of {@code offered} that {@code request} prefers, the first among equals.
   *
   * @throws ProblemException if it accepts none of them
   */
  static String choose(Request request, List<String> offered) {
    Optional<String> accept = request.value("accept");
    if (accept.isEmpty()) {
      return offered.getFirst();
    }
    String best = "";
    int bestQuality = 0;
    for (String each : offered) {
      int quality = quality(accept.get(), MediaTypes.bare(each));
      if (quality > bestQuality) {
        best = each;
        bestQuality = quality;
      }
    }
    if (best.isEmpty()) {
      throw new ProblemException(
          HttpFault.NOT_ACCEPTABLE,
          "The answer is "
              + String.join(" or ", offered.stream().map(MediaTypes::bare).toList())
              + ", which Accept does not allow.");
    }
    return best;
  }

  /** How much {@code type} is wanted, from 0 to 1,000: the most exact range decides. */
  private static int quality(String accept, String type) {
    int exactness = -1;
    int quality = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      int exact = exactness(parts[0].strip().toLowerCase(Locale.ROOT), type);
      if (exact > exactness) {
        exactness = exact;
        quality = weight(parts);
      }
    }
    return quality;
  }

  private static int exactness(String range, String type) {
    if (range.equals(type)) {
      return 2;
    }
    if (range.equals("*/*")) {
      return 0;
    }
    boolean family =
        range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    return family ? 1 : -1;
  }

  private static int weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        String value = parameter.substring(2);
        if (!value.matches("(0(\\.[0-9]{0,3})?)|(1(\\.0{0,3})?)")) {
          return 0;
        }
        String digits = (value + "000").replace(".", "");
        return value.startsWith("1") ? 1000 : Integer.parseInt((digits + "000").substring(0, 4));
      }
    }
    return 1000;
  }
}
