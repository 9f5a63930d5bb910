package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Identifier;
import java.nio.charset.StandardCharsets;

/**
 * A device that cannot attest, which its operator knows by what is printed on it: it has no key and
 * no birth certificate, so nothing shows that it is genuine, and it is kept in a segment.
 *
 * @param identifier what it is known by
 * @param product what it is, in the operator's words
 * @param segment where it may be
 * @param since the height at which it was enrolled
 */
public record KnownDevice(
    Identifier identifier,
    @Length(min = 1, max = 80) String product,
    @Length(min = 1, max = 32) String segment,
    long since) {
  private static final Bytes WORLD = Bytes.copyOf(new byte[Sha256.LENGTH]);

  /** The most devices of one statement. */
  public static final int ENROLLED_MAX = 64;

  /**
   * A device among an operator's.
   *
   * @param owner whose
   * @param kind what it is looked up as
   * @param blinded whether it is found by its token alone
   * @param digest what it is found by
   * @param scope within what that is unique: SHA-256 of the product for serial numbers and the
   *     like, else zeros
   */
  public record Id(
      PartyId owner,
      Identifier.Kind kind,
      boolean blinded,
      @Length(min = 32, max = 32) Bytes digest,
      @Length(min = 32, max = 32) Bytes scope) {
    /** The place of {@code device} among those of {@code owner}, however it is written. */
    public static Id of(PartyId owner, Device device) {
      Identifier identifier = device.identifier();
      Bytes scope =
          identifier.kind().withinModel()
              ? Sha256.of(device.product().getBytes(StandardCharsets.UTF_8))
              : WORLD;
      return new Id(
          owner,
          identifier.kind().indexed(),
          identifier instanceof Identifier.Blinded,
          identifier.digest(),
          scope);
    }
  }

  /**
   * A device as an operator names it.
   *
   * @param identifier what it is known by
   * @param product what it is
   */
  public record Device(
      Identifier identifier,
      @About("What it is, in your words.") @Length(min = 1, max = 80) String product) {}
}
