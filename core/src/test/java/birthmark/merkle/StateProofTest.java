package birthmark.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.merkle.ShownState.Check;
import birthmark.merkle.StateProof.Cut;
import birthmark.merkle.StateProof.Neighbour;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateProofTest {
  private static final int SEEDS = 60;
  private static final Bytes HASH = StateTree.EMPTY_ROOT;

  private final StateTreeTest.Store store = new StateTreeTest.Store();
  private final TreeMap<Bytes, Bytes> model = new TreeMap<>();
  private StateTree tree = StateTree.open(store, 4000);

  private static Bytes value(int number) {
    return Bytes.ofOwned(Integer.toString(number).getBytes(UTF_8));
  }

  private void put(SortedMap<Bytes, Bytes> rows) {
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    rows.forEach((key, value) -> changes.put(key, Optional.of(value)));
    StateTree.Update update = tree.update(store, changes);
    store.write(update);
    tree = update.tree();
    model.putAll(rows);
  }

  /** Fills the tree with keys of 5 octets in a few dense and many sparse places. */
  private void fill(int count, Random random) {
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[5];
      key[0] = (byte) random.nextInt(4);
      key[1] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 7);
      key[2] = (byte) random.nextInt(256);
      key[3] = (byte) (random.nextInt(2) == 0 ? random.nextInt(256) : 0);
      rows.put(Bytes.ofOwned(key), value(random.nextInt(9)));
    }
    put(rows);
  }

  /** Something like a key: one that is there, near one, or part of one. */
  private Bytes near(Random random) {
    Bytes key = Bytes.fromHex("0107000000");
    if (!model.isEmpty()) {
      key = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
    }
    byte[] near = key.toByteArray();
    if (random.nextInt(3) == 0) {
      near[random.nextInt(near.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return Bytes.copyOf(near, 0, random.nextInt(3) == 0 ? random.nextInt(6) : 5);
  }

  private KeyRange range(Random random) {
    Bytes near = near(random);
    KeyRange range = near.length() == 5 ? KeyRange.of(near) : KeyRange.under(near);
    if (random.nextInt(3) == 0) {
      range = range.after(near.concat(value(1)));
    }
    return random.nextInt(3) == 0 ? range.upTo(near(random)) : range;
  }

  private List<Row> naive(KeyRange range) {
    List<Row> rows = new ArrayList<>();
    model.forEach(
        (key, value) -> {
          boolean inside =
              range.low().compareTo(key) <= 0
                  && range.high().map(high -> key.compareTo(high) < 0).orElse(true);
          if (inside) {
            rows.add(new Row(key, value));
          }
        });
    return rows;
  }

  private StateProof prove(List<KeyRange> ranges) {
    return tree.prove(store, ranges, key -> Optional.ofNullable(model.get(key)));
  }

  private static ShownState shown(StateProof proof, Bytes root) {
    return assertInstanceOf(Check.Shown.class, ShownState.check(proof, root)).state();
  }

  @Test
  void whatIsInAnyRangesIsShownAsTheStateHasItAndNothingElse() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      model.clear();
      store.pages.clear();
      tree = StateTree.open(store, 4000);
      fill(List.of(0, 1, 2, 15, 40, 300, 900).get(seed % 7), random);
      for (int i = 0; i < 40; i++) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int n = random.nextInt(5); n >= 0; n--) {
          ranges.add(range(random));
        }
        ShownState shown = shown(prove(ranges), tree.root());
        for (KeyRange range : ranges) {
          assertEquals(
              naive(range), shown.rows(range, Integer.MAX_VALUE), "seed " + seed + " " + range);
        }
        Bytes key = near(random);
        try {
          assertEquals(Optional.ofNullable(model.get(key)), shown.value(key), "seed " + seed);
        } catch (NotShownException e) {
          assertTrue(ranges.stream().noneMatch(range -> range.contains(key)), "seed " + seed);
        }
      }
    }
  }

  @Test
  void aProofOfNothingIsTheRootAlone() {
    fill(300, new Random(1));
    StateProof proof = prove(List.of());
    assertEquals(List.of(new Cut(Bytes.EMPTY, 0, tree.size(), tree.root())), proof.parts());
    ShownState shown = shown(proof, tree.root());
    assertThrows(NotShownException.class, () -> shown.value(model.firstKey()));
    assertThrows(NotShownException.class, () -> shown.rows(KeyRange.under(Bytes.fromHex("01")), 1));
  }

  @Test
  void theEmptyStateShowsThatEverythingIsAbsent() {
    ShownState shown = shown(prove(List.of()), StateTree.EMPTY_ROOT);
    assertEquals(Optional.empty(), shown.value(Bytes.fromHex("01")));
    assertEquals(List.of(), shown.rows(KeyRange.under(Bytes.EMPTY), 9));
  }

  @Test
  void aRowThatIsNotForTheReaderIsCountedAndNotShown() {
    fill(300, new Random(2));
    KeyRange all = KeyRange.under(Bytes.fromHex("01"));
    List<Row> rows = naive(all);
    Bytes hidden = rows.get(rows.size() / 2).key();
    StateProof proof =
        tree.prove(
            store,
            List.of(all),
            key -> key.equals(hidden) ? Optional.empty() : Optional.ofNullable(model.get(key)));
    ShownState shown = shown(proof, tree.root());
    List<Part> parts = shown.parts(all, Long.MAX_VALUE);
    assertEquals(rows.size(), parts.size());
    Cut cut = assertInstanceOf(Cut.class, parts.get(rows.size() / 2));
    assertEquals(1, cut.count());
    assertTrue(cut.bits() < 8 * hidden.length(), "the key is not given away");
    assertThrows(NotShownException.class, () -> shown.rows(all, Integer.MAX_VALUE));
    assertThrows(NotShownException.class, () -> shown.value(hidden));
  }

  @Test
  void everyAlterationOfAProofIsRefused() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(1000 + seed);
      fill(List.of(3, 40, 300).get(seed % 3), random);
      List<Part> parts = prove(List.of(range(random), range(random), range(random))).parts();
      for (List<Part> altered : alterations(parts, random)) {
        boolean soleNumber = parts.size() == 1 && parts.getFirst() instanceof Cut;
        if (!altered.equals(parts) && !soleNumber) {
          assertInstanceOf(
              Check.Refused.class,
              ShownState.check(new StateProof(altered), tree.root()),
              "seed " + seed + ": " + parts + " altered to " + altered);
        }
      }
    }
  }

  private static List<List<Part>> alterations(List<Part> parts, Random random) {
    List<List<Part>> all = new ArrayList<>();
    int at = random.nextInt(parts.size());
    List<Part> removed = new ArrayList<>(parts);
    removed.remove(at);
    all.add(removed);
    List<Part> doubled = new ArrayList<>(parts);
    doubled.add(at, parts.get(at));
    all.add(doubled);
    List<Part> swapped = new ArrayList<>(parts);
    Collections.swap(swapped, at, random.nextInt(parts.size()));
    all.add(swapped);
    for (Part other : others(parts.get(at), random)) {
      List<Part> changed = new ArrayList<>(parts);
      changed.set(at, other);
      all.add(changed);
    }
    return all;
  }

  private static List<Part> others(Part part, Random random) {
    return switch (part) {
      case Row row ->
          List.of(
              new Row(flipped(row.key(), random), row.value()),
              new Row(row.key(), row.value().concat(HASH)),
              new Neighbour(row.key(), row.value()),
              new Neighbour(row.key(), HASH),
              new Cut(row.key(), row.bits(), 1, HASH));
      case Neighbour neighbour ->
          List.of(
              new Neighbour(flipped(neighbour.key(), random), neighbour.valueHash()),
              new Neighbour(neighbour.key(), flipped(neighbour.valueHash(), random)),
              new Row(neighbour.key(), neighbour.valueHash()));
      case Cut cut ->
          List.of(
              new Cut(cut.key(), cut.bits(), cut.count() + 1, cut.hash()),
              new Cut(cut.key(), cut.bits(), -cut.count(), cut.hash()),
              new Cut(cut.key(), cut.bits(), cut.count(), flipped(cut.hash(), random)),
              new Cut(cut.key(), cut.bits(), cut.count(), cut.hash().slice(0, 31)),
              new Cut(cut.key(), cut.bits() + 1, cut.count(), cut.hash()),
              new Cut(cut.key(), cut.bits() - 1, cut.count(), cut.hash()),
              new Cut(
                  flipped(cut.key().concat(HASH), random), cut.bits(), cut.count(), cut.hash()));
    };
  }

  private static Bytes flipped(Bytes octets, Random random) {
    byte[] changed = octets.toByteArray();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.ofOwned(changed);
  }

  @Test
  void eachFaultHasItsOwnReason() {
    fill(300, new Random(4));
    StateProof proof = prove(List.of(KeyRange.of(model.firstKey())));
    Cut last = (Cut) proof.parts().getLast();
    Row row = (Row) proof.parts().getFirst();
    assertEquals(StateProofRefusal.KEY_LENGTH, refusal(new Row(Bytes.EMPTY, value(1))));
    Bytes tooLong = Bytes.ofOwned(new byte[StateTree.MAX_KEY_LENGTH + 1]);
    assertEquals(StateProofRefusal.KEY_LENGTH, refusal(new Row(tooLong, value(1))));
    assertEquals(StateProofRefusal.HASH_LENGTH, refusal(new Neighbour(row.key(), value(1))));
    assertEquals(StateProofRefusal.HASH_LENGTH, refusal(new Cut(Bytes.EMPTY, 0, 1, value(1))));
    assertEquals(StateProofRefusal.COUNT, refusal(new Cut(Bytes.EMPTY, 0, 0, HASH)));
    assertEquals(StateProofRefusal.KEY_BITS, refusal(new Cut(Bytes.fromHex("80"), 1, 1, HASH)));
    assertEquals(StateProofRefusal.KEY_BITS, refusal(new Cut(Bytes.fromHex("40"), 1, 1, HASH)));
    assertEquals(StateProofRefusal.OUT_OF_ORDER, refusal(last, row));
    assertEquals(StateProofRefusal.KEY_BEGINS_ANOTHER, refusal(row, row));
    assertEquals(
        StateProofRefusal.KEY_BEGINS_ANOTHER, refusal(row, new Row(row.key().concat(HASH), HASH)));
    assertEquals(
        StateProofRefusal.COUNT,
        refusal(
            new Cut(Bytes.fromHex("00"), 1, Long.MAX_VALUE, HASH),
            new Cut(Bytes.fromHex("80"), 1, 1, HASH)));
    assertEquals(StateProofRefusal.ROOT_DIFFERS, refusal(new Cut(Bytes.EMPTY, 0, 300, HASH)));
    assertEquals(StateProofRefusal.ROOT_DIFFERS, refusal());
  }

  private StateProofRefusal refusal(Part... parts) {
    return assertInstanceOf(
            Check.Refused.class, ShownState.check(new StateProof(List.of(parts)), tree.root()))
        .reason();
  }

  @Test
  void aProofIsOfOneStateAlone() {
    fill(300, new Random(5));
    StateProof before = prove(List.of(KeyRange.of(model.firstKey())));
    final Bytes rootBefore = tree.root();
    TreeMap<Bytes, Bytes> change = new TreeMap<>();
    change.put(model.lastKey(), value(77));
    put(change);
    shown(before, rootBefore);
    assertEquals(
        new Check.Refused(StateProofRefusal.ROOT_DIFFERS), ShownState.check(before, tree.root()));
  }
}
