package birthmark.bundle;

import birthmark.bundle.BundleCheck.Held;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.machine.Trail;
import birthmark.machine.Window;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of the state that a history is checked by.
 *
 * @param signers of each key that signed a statement its record, if it has one
 * @param keys every key of the subject
 * @param own of each of the subject's keys that sign the trail of what it signed
 * @param others the trail of what others signed
 */
public record HistoryRows(
    SortedMap<KeyId, Optional<Keys.Registered>> signers,
    List<Held> keys,
    SortedMap<KeyId, Trail> own,
    Trail others) {
  /**
   * Reads the rows of the history of {@code subject} from {@code view}.
   *
   * @param signing the keys that signed its statements
   */
  public static HistoryRows of(View view, Subject subject, Collection<KeyId> signing) {
    SortedMap<KeyId, Optional<Keys.Registered>> signers = new TreeMap<>();
    for (KeyId key : signing) {
      signers.computeIfAbsent(key, each -> view.find(Keys.TABLE, each));
    }
    List<Held> keys = keys(view, subject);
    SortedMap<KeyId, Trail> own = new TreeMap<>();
    for (Held held : keys) {
      if (held.key().purpose() == Keys.Purpose.SIGNING) {
        own.put(
            held.id(),
            view.find(Window.TABLE, held.id()).flatMap(Window::trail).orElse(Trail.NONE));
      }
    }
    return new HistoryRows(signers, keys, own, view.find(Trail.TABLE, subject).orElse(Trail.NONE));
  }

  /** Every key that {@code subject} has or had, in the order of their thumbprints. */
  public static List<Held> keys(View view, Subject subject) {
    List<Held> keys = new ArrayList<>();
    List<Object> leading = List.of(subject.kind(), subject.id());
    Optional<Keys.OfSubject> after = Optional.empty();
    do {
      List<Entry<Keys.OfSubject, Keys.Since>> page =
          view.list(Keys.OF_SUBJECT, leading, after, View.LIST_MAX);
      for (Entry<Keys.OfSubject, Keys.Since> each : page) {
        KeyId id = each.key().key();
        view.find(Keys.TABLE, id).ifPresent(key -> keys.add(new Held(id, key)));
      }
      after = page.size() < View.LIST_MAX ? Optional.empty() : Optional.of(page.getLast().key());
    } while (after.isPresent());
    return List.copyOf(keys);
  }

  /** Whether {@code events} are exactly the statements that the trails are over. */
  public boolean holds(List<Event> events) {
    Trail shared = Trail.NONE;
    SortedMap<KeyId, Trail> signed = new TreeMap<>();
    own.keySet().forEach(key -> signed.put(key, Trail.NONE));
    for (Event event : events) {
      if (event.key().isPresent()) {
        signed.computeIfPresent(event.key().get(), (_, trail) -> with(trail, event));
      } else {
        shared = with(shared, event);
      }
    }
    return shared.equals(others) && signed.equals(own);
  }

  private static Trail with(Trail trail, Event event) {
    return trail.with(event.index(), event.height(), event.time(), event.outcomeHash());
  }

  /** How many statements the trails are over. */
  public long count() {
    long count = others.count();
    for (Trail trail : own.values()) {
      count += trail.count();
    }
    return count;
  }
}
