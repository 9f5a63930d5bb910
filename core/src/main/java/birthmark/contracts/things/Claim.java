package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Length;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * That a thing goes by an identifier. Claims of one identifier lie together, the oldest first.
 *
 * @param kind what it is looked up as
 * @param blinded whether it is found by its token alone
 * @param digest what it is found by
 * @param scope within what it should be unique: SHA-256 of the model's id, or zeros for the world
 * @param since the height of the claim
 * @param thing who claims it
 */
public record Claim(
    Identifier.Kind kind,
    boolean blinded,
    @Length(min = 32, max = 32) Bytes digest,
    @Length(min = 32, max = 32) Bytes scope,
    long since,
    ThingId thing) {
  private static final Bytes WORLD = Bytes.copyOf(new byte[32]);

  static Claim of(Identifier identifier, ModelId model, ThingId thing, long since) {
    Bytes scope =
        identifier.kind().withinModel()
            ? Sha256.of(model.value().getBytes(StandardCharsets.UTF_8))
            : WORLD;
    return new Claim(
        identifier.kind().indexed(),
        identifier instanceof Identifier.Blinded,
        identifier.digest(),
        scope,
        since,
        thing);
  }

  /** The first components: those that claims which clash share. */
  List<Object> clashing() {
    return List.of(kind, blinded, digest, scope);
  }

  /**
   * Who makes a claim.
   *
   * @param model the thing's model
   */
  public record Claimed(ModelId model) {}

  /**
   * What one reads on a label.
   *
   * @param kind the identifier's kind
   * @param value its text in any of its forms, or the 64 hexadecimal digits of its token
   */
  public record Label(Identifier.Kind kind, @Length(min = 1, max = 200) String value) {}

  /**
   * The things that go by an identifier, the oldest claim first; more than one in a scope is a
   * clash.
   *
   * @param things at most 100
   */
  public record Claimants(@Length(max = 100) List<Claimant> things) {}

  /**
   * A thing that goes by an identifier.
   *
   * @param thing its id
   * @param model its model
   * @param since the height of its claim
   */
  public record Claimant(ThingId thing, ModelId model, long since) {}
}
