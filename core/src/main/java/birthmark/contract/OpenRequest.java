package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.state.Table;
import java.util.List;
import java.util.function.Function;

/**
 * Where it is recorded what somebody asked for that takes effect once another asks for the very
 * same: whoever may read the record may read the statement too, and send its transaction.
 *
 * @param path the path below the contract's that names every component of the key, such as {@code
 *     proposals/{thing}/{by}}
 * @param about a sentence for people
 * @param table the records
 * @param statement the id of the statement that asked, by the record
 * @param readers who may read record and statement
 * @param approval whether the other asks as one of several who approve, in the name of the party
 *     that the key begins with; else in its own
 */
public record OpenRequest<K, V>(
    String path,
    String about,
    Table<K, V> table,
    Function<V, Bytes> statement,
    Readers<K, V> readers,
    boolean approval) {
  /** The names in braces that the path holds, in order. */
  public List<String> parameters() {
    return Read.parametersOf(path);
  }
}
