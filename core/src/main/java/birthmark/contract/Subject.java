package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;

/**
 * Who or what holds keys: a party or a thing.
 *
 * @param kind which of the two
 * @param id the thumbprint of its first signing key
 */
public record Subject(Kind kind, @Length(min = 32, max = 32) Bytes id) {
  /** Kinds of subjects. */
  public enum Kind {
    /** An organisation or a person. */
    PARTY,
    /** A connected thing. */
    THING
  }

  /** The party {@code id}. */
  public static Subject party(Bytes id) {
    return new Subject(Kind.PARTY, id);
  }

  /** The thing {@code id}. */
  public static Subject thing(Bytes id) {
    return new Subject(Kind.THING, id);
  }
}
