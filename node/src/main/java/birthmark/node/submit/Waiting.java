package birthmark.node.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Those who wait for one answer to the same question: the first has it asked, all are told. */
final class Waiting<K, A> {
  private final ConcurrentHashMap<K, List<Consumer<A>>> waiting = new ConcurrentHashMap<>();

  /** Adds one who waits; true if it is the first, who must see to it that it is answered. */
  boolean join(K question, Consumer<A> who) {
    boolean[] first = new boolean[1];
    waiting.compute(
        question,
        (same, before) -> {
          first[0] = before == null;
          List<Consumer<A>> now = before == null ? new ArrayList<>(1) : before;
          now.add(who);
          return now;
        });
    return first[0];
  }

  /** Tells all who wait. */
  void answer(K question, A answer) {
    List<Consumer<A>> all = waiting.remove(question);
    if (all != null) {
      all.forEach(who -> who.accept(answer));
    }
  }

  int questions() {
    return waiting.size();
  }
}
