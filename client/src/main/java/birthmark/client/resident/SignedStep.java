package birthmark.client.resident;

import birthmark.bytes.Bytes;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * A signed statement that a plan follows from.
 *
 * @param statement its id, after which its file is called
 * @param height the block that it is in
 * @param transaction what it asks for
 * @param key whose signature it has
 * @param sample which sample it is about, if it is about one
 */
public record SignedStep(
    Bytes statement, long height, String transaction, KeyId key, Optional<Long> sample) {}
