package birthmark.node.store;

/** What the store keeps apart; each column has keys and an order of its own. */
public enum Column {
  /** Format, network, tip and checkpoint, by name. */
  META,
  /** The log's entries, by index. */
  ENTRIES,
  /** The log's tiles, by level and index. */
  TILES,
  /** The state, by its keys. */
  STATE,
  /** The state tree's pages, by their keys. */
  PAGES,
  /**
   * The keys of the records that changed since the state tree's pages were stored, by the height of
   * their block.
   */
  CHANGED,
  /** What became of a number of a key, by key and number. */
  SEQUENCES,
  /** Where a statement is found, by its id. */
  IDS,
  /**
   * Where a block's seal is, by height, and whose block an entry belongs to, by the seal's index.
   */
  BLOCKS,
  /** The facts of blocks that the index has not taken in yet, by height. */
  FACTS
}
