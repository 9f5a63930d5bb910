package birthmark.node.index;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import java.util.Optional;

/**
 * A fact as the index keeps it.
 *
 * @param position where it stands
 * @param time the block's time
 * @param statement the id of the statement that it follows from; empty where it happened by itself
 * @param index the log index of the statement, or of the block's seal
 * @param contract the number of its contract
 * @param tag its number within the contract
 * @param alarm whether somebody should look at it now
 * @param body its components in CBOR
 */
public record IndexedFact(
    Position position,
    Timestamp time,
    Optional<Bytes> statement,
    long index,
    int contract,
    int tag,
    boolean alarm,
    Bytes body) {}
