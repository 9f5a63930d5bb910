package birthmark.answer;

import birthmark.bytes.Bytes;
import birthmark.merkle.KeyRange;
import birthmark.merkle.NotShownException;
import birthmark.merkle.ShownState;
import birthmark.merkle.StateProof;
import birthmark.state.Entry;
import birthmark.state.RawState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a state that a proof shows, to be read like the state.
 *
 * <p>A read of something else ends with {@link NotShownException}.
 *
 * @param state the part
 */
public record ShownRows(ShownState state) implements RawState {
  @Override
  public Optional<Bytes> value(Bytes key) {
    return state.value(key);
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    KeyRange whole = KeyRange.under(prefix);
    List<Entry<Bytes, Bytes>> entries = new ArrayList<>();
    for (StateProof.Row row : state.rows(after.map(whole::after).orElse(whole), limit)) {
      entries.add(new Entry<>(row.key(), row.value()));
    }
    return entries;
  }
}
