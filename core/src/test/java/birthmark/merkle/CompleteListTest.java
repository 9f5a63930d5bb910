package birthmark.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.merkle.ShownState.Check;
import birthmark.merkle.StateProof.Cut;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A list of 10^5 things that run a release, told by a node that lies. */
class CompleteListTest {
  private static final int THINGS = 100_000;
  private static final Bytes RELEASE = Bytes.fromHex("000504");
  private static final KeyRange LIST = KeyRange.under(RELEASE);
  private static final TreeMap<Bytes, Bytes> STATE = new TreeMap<>();
  private static final StateTreeTest.Store STORE = new StateTreeTest.Store();
  private static final Bytes INVENTED = RELEASE.concat(Bytes.fromHex("77".repeat(32)));

  private static StateTree tree = StateTree.open(STORE);
  private static List<Part> parts = List.of();
  private static Bytes victim = Bytes.EMPTY;
  private static int at;

  @BeforeAll
  static void fill() {
    Random random = new Random(3);
    for (int i = 0; i < THINGS + 5_000; i++) {
      byte[] thing = new byte[32];
      random.nextBytes(thing);
      Bytes table = i < THINGS ? RELEASE : Bytes.ofOwned(new byte[] {0, (byte) (i % 9), 1});
      STATE.put(table.concat(Bytes.ofOwned(thing)), value(i % 7));
    }
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    STATE.forEach((key, value) -> changes.put(key, Optional.of(value)));
    StateTree.Update update = tree.update(STORE, changes);
    STORE.write(update);
    tree = update.tree();
    parts = prove(tree, STORE, STATE).parts();
    at = 70_007;
    victim = parts.get(at).key();
  }

  private static Bytes value(int number) {
    return Bytes.ofOwned(Integer.toString(number).getBytes(UTF_8));
  }

  private static StateProof prove(StateTree of, PageSource pages, SortedMap<Bytes, Bytes> values) {
    return of.prove(pages, List.of(LIST), key -> Optional.ofNullable(values.get(key)));
  }

  private static void refused(List<Part> told) {
    assertEquals(
        new Check.Refused(StateProofRefusal.ROOT_DIFFERS),
        ShownState.check(new StateProof(told), tree.root()));
  }

  private static ShownState shown(List<Part> told) {
    return assertInstanceOf(Check.Shown.class, ShownState.check(new StateProof(told), tree.root()))
        .state();
  }

  @Test
  void theWholeListIsProvenByOneProof() {
    List<Row> rows = shown(parts).rows(LIST, Integer.MAX_VALUE);
    assertEquals(THINGS, rows.size());
    rows.forEach(row -> assertEquals(STATE.get(row.key()), row.value()));
  }

  @Test
  void anEntryHiddenInTheAnswerIsMissed() {
    List<Part> told = new ArrayList<>(parts);
    told.remove(at);
    refused(told);
  }

  @Test
  void anEntryInventedInTheAnswerIsSeen() {
    List<Part> told = new ArrayList<>(parts);
    byte[] next = victim.toByteArray();
    next[next.length - 1]++;
    told.add(at + 1, new Row(Bytes.ofOwned(next), value(1)));
    refused(told);
  }

  @Test
  void anEntryAlteredInTheAnswerIsSeen() {
    List<Part> told = new ArrayList<>(parts);
    told.set(at, new Row(victim, value(99)));
    refused(told);
  }

  @Test
  void anEntryHiddenInTheStoredRowsIsMissed() {
    // Its place in the tree is still there: the prover can only cut it off.
    TreeMap<Bytes, Bytes> without = new TreeMap<>(STATE);
    without.remove(victim);
    List<Part> told = prove(tree, STORE, without).parts();
    assertInstanceOf(Cut.class, told.get(at));
    ShownState state = shown(told);
    assertThrows(NotShownException.class, () -> state.rows(LIST, Integer.MAX_VALUE));
  }

  @Test
  void anEntryHiddenInTheStoredTreeIsMissed() {
    TreeMap<Bytes, Optional<Bytes>> change = new TreeMap<>();
    change.put(victim, Optional.empty());
    refused(afterStoring(change));
  }

  @Test
  void anEntryInventedInTheStoredTreeIsSeen() {
    TreeMap<Bytes, Optional<Bytes>> change = new TreeMap<>();
    change.put(INVENTED, Optional.of(value(1)));
    refused(afterStoring(change));
  }

  /** What a node proves that has forged its pages, all the way up to the root. */
  private static List<Part> afterStoring(SortedMap<Bytes, Optional<Bytes>> change) {
    StateTreeTest.Store forged = new StateTreeTest.Store();
    forged.pages.putAll(STORE.pages);
    StateTree.Update update = tree.update(STORE, change);
    forged.write(update);
    TreeMap<Bytes, Bytes> values = new TreeMap<>(STATE);
    values.put(INVENTED, value(1));
    return prove(update.tree(), forged, values).parts();
  }
}
