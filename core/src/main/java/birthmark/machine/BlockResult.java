package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.merkle.Tile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that a block does, to be stored in one atomic batch. The tip's state tree is not saved: how
 * often its pages are stored is the store's affair.
 *
 * @param tip where the ledger stands after it
 * @param performed what happened by itself, before all statements
 * @param behind whether more is due than one block does, or may be
 * @param decisions one for each statement, in order
 * @param entries the log entries it adds: accepted statements, each with what it registers behind
 *     it, then the seal; none if nothing changed
 * @param seal the last of them, if any
 * @param state the records that change; empty means removed
 * @param tiles the log's tiles that change
 */
public record BlockResult(
    Tip tip,
    List<Performed> performed,
    boolean behind,
    List<Decision> decisions,
    List<Bytes> entries,
    Optional<Seal> seal,
    SortedMap<Bytes, Optional<Bytes>> state,
    List<Tile> tiles) {}
