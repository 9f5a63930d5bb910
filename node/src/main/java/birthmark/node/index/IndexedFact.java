package birthmark.node.index;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;

/**
 * A fact as the index keeps it.
 *
 * @param position where it stands
 * @param time the block's time
 * @param statement the id of the statement that it follows from
 * @param index that statement's log index
 * @param contract the number of its contract
 * @param tag its number within the contract
 * @param alarm whether somebody should look at it now
 * @param body its components in CBOR
 */
public record IndexedFact(
    Position position,
    Timestamp time,
    Bytes statement,
    long index,
    int contract,
    int tag,
    boolean alarm,
    Bytes body) {}
