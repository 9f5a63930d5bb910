package birthmark.contract;

import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way to read what a contract holds, declared as data; an edge renders it as route, command and
 * schema.
 */
public sealed interface Read {
  /** The path below the contract's, such as {@code releases/{model}/{version}}. */
  String path();

  /** A sentence for people. */
  String about();

  /** The names in braces that the path holds, in order. */
  default List<String> parameters() {
    return parametersOf(path());
  }

  /** The names in braces that {@code path} holds, in order. */
  static List<String> parametersOf(String path) {
    List<String> names = new ArrayList<>();
    for (String step : path.split("/", -1)) {
      if (step.startsWith("{") && step.endsWith("}")) {
        names.add(step.substring(1, step.length() - 1));
      }
    }
    return List.copyOf(names);
  }

  /**
   * One record by its key; the path names every component of the key.
   *
   * @param table where
   * @param readers who may
   */
  record Find<K, V>(String path, String about, Table<K, V> table, Readers<K, V> readers)
      implements Read {}

  /**
   * The records of a table whose keys start with the components that the path names, page by page.
   *
   * @param table where
   * @param readers who may; records they may not read are counted, not shown
   */
  record Listing<K, V>(String path, String about, Table<K, V> table, Readers<K, V> readers)
      implements Read {}

  /**
   * A value derived on read.
   *
   * @param query the key that the path names, its components in order
   * @param answer the form of the answer
   * @param derivation a pure function of the state, the moment and the key
   * @param readers who may
   */
  record Derived<Q, R>(
      String path,
      String about,
      KeyCodec<Q> query,
      Codec<R> answer,
      Derivation<Q, R> derivation,
      Readers<Q, R> readers)
      implements Read {}

  /**
   * A value derived on read for each record of a table whose keys start with the components that
   * the path names, page by page. Each record gives one value, so the list is as complete as the
   * table is.
   *
   * @param table where; the contract's own, or one of a contract that it reads
   * @param answer the form of a value
   * @param derivation a pure function of the state, the moment and the record
   * @param readers who may; values they may not read are counted, not shown
   */
  record DerivedListing<K, V, R>(
      String path,
      String about,
      Table<K, V> table,
      Codec<R> answer,
      EachDerivation<K, V, R> derivation,
      Readers<K, R> readers)
      implements Read {
    /**
     * A page of derived values, in the order of the table's keys.
     *
     * @param leading the first components of the key
     * @param after only records behind this one
     * @param limit at most this many
     */
    public List<Entry<K, R>> page(
        View state, Now now, List<?> leading, Optional<K> after, int limit) {
      List<Entry<K, R>> rows = new ArrayList<>();
      for (Entry<K, V> entry : state.list(table, leading, after, limit)) {
        rows.add(new Entry<>(entry.key(), derivation.of(state, now, entry.key(), entry.value())));
      }
      return rows;
    }
  }

  /** Derives the value that a listing shows for a record. */
  interface EachDerivation<K, V, R> {
    /** The value for {@code record} under {@code key} as of {@code now}. */
    R of(View state, Now now, K key, V record);
  }

  /** Derives an answer; empty where there is nothing under the key. */
  interface Derivation<Q, R> {
    /** The answer to {@code query} as of {@code now}. */
    Optional<R> of(View state, Now now, Q query);
  }
}
