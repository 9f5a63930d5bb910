package birthmark.contract;

/**
 * What a signer asks for: an imperative, a record with a {@link birthmark.codec.Tag} in its
 * contract's sealed interface.
 *
 * <p>A record that checks its components in its constructor throws {@link IllegalArgumentException}
 * with a sentence for whoever sent it.
 */
public interface Transaction {}
