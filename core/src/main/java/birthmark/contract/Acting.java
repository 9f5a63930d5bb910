package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import java.util.Optional;

/**
 * In whose name a statement asks for something, where it is not the signer's own, or is one of
 * several approvals.
 *
 * @param party the party's id, 32 octets
 * @param approves the id of the statement that proposed the very same, if this is an approval of it
 */
public record Acting(
    @Length(min = 32, max = 32) Bytes party, @Length(min = 32, max = 32) Optional<Bytes> approves) {
  /** Its CBOR form, {@code [party, approves or null]}. */
  public static final Codec<Acting> CODEC = Codec.of(Acting.class);

  /** In the name of {@code party}. */
  public static Acting inNameOf(Bytes party) {
    return new Acting(party, Optional.empty());
  }

  /** An approval of what {@code proposal} asked for in the name of {@code party}. */
  public static Acting approving(Bytes party, Bytes proposal) {
    return new Acting(party, Optional.of(proposal));
  }
}
