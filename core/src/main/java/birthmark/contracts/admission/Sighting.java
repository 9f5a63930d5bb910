package birthmark.contracts.admission;

import birthmark.codec.Timestamp;

/**
 * That a thing which is no more was seen since: its key signed evidence of a later block.
 *
 * @param nonceHeight the block that the evidence names
 * @param at when it was handed in
 */
public record Sighting(long nonceHeight, Timestamp at) {}
