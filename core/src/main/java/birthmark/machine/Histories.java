package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger itself keeps about each subject: the keys it has or had, and, of a thing, the
 * trails of all statements that concern it.
 *
 * <p>A thing's own statements go into the window of the key that signed, which is written anyway:
 * so evidence, which is most of what there is, costs no further row.
 */
final class Histories {
  private Histories() {}

  /**
   * Makes a change that a contract asked for; a key that is new is also listed as its subject's.
   */
  static void apply(Overlay overlay, Write<?, ?> write) {
    if (write.table() == Keys.TABLE) {
      KeyId id = (KeyId) write.key();
      if (overlay.find(Keys.TABLE, id).isEmpty()) {
        Keys.Registered key = (Keys.Registered) write.value().orElseThrow();
        overlay.apply(
            Keys.OF_SUBJECT.put(
                new Keys.OfSubject(key.subject(), id), new Keys.Since(key.since())));
      }
    }
    overlay.apply(write);
  }

  /**
   * Puts an accepted statement into the history of each thing that its facts concern.
   *
   * @param key the key that signed it
   * @param index its log index
   * @param outcome the hash of what came of it
   */
  static void append(
      Overlay overlay, Block block, KeyId key, List<Fact> facts, long index, Bytes outcome) {
    List<Subject> things = things(facts);
    if (things.isEmpty()) {
      return;
    }
    Optional<Subject> signer = overlay.find(Keys.TABLE, key).map(Keys.Registered::subject);
    for (Subject thing : things) {
      if (signer.equals(Optional.of(thing))) {
        Window window = overlay.find(Window.TABLE, key).orElse(Window.NEW);
        Trail trail = window.trail().orElse(Trail.NONE);
        Trail longer = trail.with(index, block.height(), block.time(), outcome);
        overlay.apply(Window.TABLE.put(key, window.following(longer)));
      } else {
        Trail trail = overlay.find(Trail.TABLE, thing).orElse(Trail.NONE);
        Trail longer = trail.with(index, block.height(), block.time(), outcome);
        overlay.apply(Trail.TABLE.put(thing, longer));
      }
    }
  }

  private static List<Subject> things(List<Fact> facts) {
    List<Subject> things = new ArrayList<>();
    for (Fact fact : facts) {
      for (Subject subject : fact.concerns()) {
        if (subject.kind() == Subject.Kind.THING && !things.contains(subject)) {
          things.add(subject);
        }
      }
    }
    return things;
  }
}
