package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.merkle.Tile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that a block does, to be stored in one atomic batch.
 *
 * @param tip where the ledger stands after it
 * @param decisions one for each statement, in order
 * @param entries the log entries it adds: accepted statements, then the seal; none if nothing
 *     changed
 * @param seal the last of them, if any
 * @param state the records that change; empty means removed
 * @param pages the state tree's pages that change; empty means removed
 * @param tiles the log's tiles that change
 */
public record BlockResult(
    Tip tip,
    List<Decision> decisions,
    List<Bytes> entries,
    Optional<Seal> seal,
    SortedMap<Bytes, Optional<Bytes>> state,
    SortedMap<Bytes, Optional<Bytes>> pages,
    List<Tile> tiles) {}
