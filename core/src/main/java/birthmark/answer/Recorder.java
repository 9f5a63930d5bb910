package birthmark.answer;

import birthmark.bytes.Bytes;
import birthmark.merkle.KeyRange;
import birthmark.state.Entry;
import birthmark.state.RawState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A state that notes what is read from it: what a proof of the reader's result must show. */
public final class Recorder implements RawState {
  private final RawState state;
  private final List<KeyRange> ranges = new ArrayList<>();
  private final TreeMap<Bytes, Bytes> rows = new TreeMap<>();

  /** A recorder of what is read from {@code state}. */
  public Recorder(RawState state) {
    this.state = state;
  }

  @Override
  public Optional<Bytes> value(Bytes key) {
    ranges.add(KeyRange.of(key));
    Optional<Bytes> value = state.value(key);
    value.ifPresent(found -> rows.put(key, found));
    return value;
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    List<Entry<Bytes, Bytes>> found = state.list(prefix, after, limit);
    found.forEach(row -> rows.put(row.key(), row.value()));
    KeyRange whole = KeyRange.under(prefix);
    KeyRange rest = after.map(whole::after).orElse(whole);
    ranges.add(found.size() < limit ? rest : rest.upTo(found.getLast().key()));
    return found;
  }

  /** Notes all that {@code other} noted. */
  public void add(Recorder other) {
    ranges.addAll(other.ranges);
    rows.putAll(other.rows);
  }

  /** What was asked for, with what turned out to be absent. */
  public List<KeyRange> ranges() {
    return Collections.unmodifiableList(ranges);
  }

  /** The rows that were found. */
  public SortedMap<Bytes, Bytes> rows() {
    return Collections.unmodifiableSortedMap(rows);
  }
}
