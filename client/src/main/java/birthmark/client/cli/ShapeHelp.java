package birthmark.client.cli;

import birthmark.codec.Shape;

/** How a value is written, for the help of a command. */
final class ShapeHelp {
  private ShapeHelp() {}

  /** What stands for the value in a synopsis. */
  static String label(Shape shape) {
    return switch (shape) {
      case Shape.Whole _ -> "N";
      case Shape.Flag _ -> "true|false";
      case Shape.Moment _ -> "TIME";
      case Shape.Text _ -> "TEXT";
      case Shape.Octets octets when octets.what().equals("key") -> "KEY";
      case Shape.Octets octets when octets.what().equals("key id") -> "KEY";
      case Shape.Octets octets when octets.min() == 32 && octets.max() == 32 -> "ID|@FILE";
      case Shape.Octets _ -> "HEX|@FILE";
      case Shape.Choice choice when choice.names().size() <= 4 -> String.join("|", choice.names());
      case Shape.Choice _ -> "NAME";
      case Shape.Maybe maybe -> label(maybe.value());
      case Shape.Many many -> label(many.element());
      case Shape.Product _ -> "JSON|@FILE";
      case Shape.Wrapped wrapped -> label(wrapped.value());
      case Shape.Sum _ -> "KIND:…|@FILE";
    };
  }

  /** What the option is, and how it is written. */
  static String sentence(Fields.Leaf leaf) {
    String how = how(leaf.shape());
    String about = leaf.about();
    return about.isEmpty() ? how : how.isEmpty() ? about : about + " " + how;
  }

  /** How a value of {@code shape} is written. */
  static String how(Shape shape) {
    return switch (shape) {
      case Shape.Whole _ -> "A whole number.";
      case Shape.Flag _ -> "";
      case Shape.Moment _ -> "Such as 2026-11-22T00:42:43Z, 2026-11-22, now or +30d.";
      case Shape.Text text -> "Text of " + range(text.min(), text.max()) + " octets.";
      case Shape.Octets octets -> how(octets);
      case Shape.Choice choice -> "One of " + String.join(", ", choice.names()) + ".";
      case Shape.Maybe maybe -> how(maybe.value());
      case Shape.Many many ->
          how(many.element())
              + " Once for each, "
              + (many.min() == 0 ? "at most " + many.max() : range(many.min(), many.max()))
              + ".";
      case Shape.Product product -> "JSON, or " + product(product) + ".";
      case Shape.Wrapped wrapped -> how(wrapped.value());
      case Shape.Sum sum -> "JSON, or " + String.join(" or ", Values.forms(sum)) + ".";
    };
  }

  private static String product(Shape.Product product) {
    return String.join(",", product.fields().stream().map(Values::form).toList());
  }

  private static String how(Shape.Octets octets) {
    return switch (octets.what()) {
      case "key" ->
          "The name of a key of yours or a key file, either with #agreement for its key that"
              + " agrees, or a COSE_Key in hexadecimal.";
      case "key id" -> "64 hexadecimal digits, or the name of a key of yours.";
      default ->
          octets.min() == 32 && octets.max() == 32
              ? "64 hexadecimal digits, the name of a key of yours, or @FILE for a file's SHA-256."
              : "Hexadecimal, or @FILE; " + range(octets.min(), octets.max()) + " octets.";
    };
  }

  private static String range(int min, int max) {
    return min == max ? "" + min : min + " to " + max;
  }
}
