package birthmark.contract;

import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
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
    List<String> names = new ArrayList<>();
    for (String step : path().split("/", -1)) {
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

  /** Derives an answer; empty where there is nothing under the key. */
  interface Derivation<Q, R> {
    /** The answer to {@code query} as of {@code now}. */
    Optional<R> of(View state, Now now, Q query);
  }
}
