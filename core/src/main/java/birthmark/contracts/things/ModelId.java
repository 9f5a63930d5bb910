package birthmark.contracts.things;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contracts.parties.Handle;

/**
 * A model's name: its maker's handle, a colon, and 1 to 31 of a to z, 0 to 9, hyphens and full
 * stops, such as {@code acme:cam-1}.
 *
 * @param value the name
 */
@About("A model: its maker's handle, a colon and a name, such as acme:cam-1.")
public record ModelId(@Length(min = 4, max = 56) String value) {
  private static final int NAME_MAX = 31;

  /** Checks both halves. */
  public ModelId {
    int colon = value.indexOf(':');
    String name = value.substring(colon + 1);
    boolean sound = colon > 0 && !name.isEmpty() && name.length() <= NAME_MAX;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      sound &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "write a model as maker:name, the name being 1 to 31 of a to z, 0 to 9, hyphens and full"
              + " stops, not as '"
              + value
              + "'");
    }
    new Handle(value.substring(0, colon));
  }

  /** The handle of its maker. */
  public Handle maker() {
    return new Handle(value.substring(0, value.indexOf(':')));
  }

  @Override
  public String toString() {
    return value;
  }
}
