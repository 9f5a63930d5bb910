package birthmark.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTreeTest {
  /** Pages in memory, as a store would keep them. */
  static final class Store implements PageSource {
    final TreeMap<Bytes, Bytes> pages = new TreeMap<>();

    @Override
    public Optional<Bytes> page(Bytes pageKey) {
      return Optional.ofNullable(pages.get(pageKey));
    }

    void write(StateTree.Update update) {
      update
          .pages()
          .forEach(
              (key, page) ->
                  page.ifPresentOrElse(bytes -> pages.put(key, bytes), () -> pages.remove(key)));
    }
  }

  /** The root by its definition, from a sorted list of all keys. */
  static Bytes naiveRoot(SortedMap<Bytes, Bytes> entries) {
    List<Bytes> keys = new ArrayList<>(entries.keySet());
    return keys.isEmpty()
        ? Bytes.ofOwned(new Sha256().add(0x10).digest())
        : naiveNode(entries, keys);
  }

  private static Bytes naiveNode(SortedMap<Bytes, Bytes> entries, List<Bytes> keys) {
    Bytes first = keys.getFirst();
    if (keys.size() == 1) {
      Bytes value = entries.getOrDefault(first, Bytes.EMPTY);
      return Bytes.ofOwned(
          new Sha256().add(0x11).add(first.length()).add(first).add(Sha256.of(value)).digest());
    }
    int bits = 0;
    while (bit(first, bits) == bit(keys.getLast(), bits)) {
      bits++;
    }
    int middle = 0;
    while (bit(keys.get(middle), bits) == 0) {
      middle++;
    }
    Bytes left = naiveNode(entries, keys.subList(0, middle));
    Bytes right = naiveNode(entries, keys.subList(middle, keys.size()));
    Sha256 hash = new Sha256().add(0x12).add(bits >> 8).add(bits);
    for (int shift = 56; shift >= 0; shift -= 8) {
      hash.add((int) ((long) keys.size() >> shift));
    }
    for (int octet = 0; octet * 8 < bits; octet++) {
      int kept = Math.min(8, bits - octet * 8);
      hash.add(first.octet(octet) & (0xff00 >> kept));
    }
    return Bytes.ofOwned(hash.add(left).add(right).digest());
  }

  private static int bit(Bytes key, int index) {
    return key.octet(index / 8) >> (7 - index % 8) & 1;
  }

  static Bytes value(long number) {
    return Bytes.ofOwned(Long.toString(number).getBytes(UTF_8));
  }

  /** Ways to draw keys, no key the prefix of another. */
  private static Bytes key(Random random, String shape) {
    return switch (shape) {
      case "random" -> {
        byte[] key = new byte[6];
        random.nextBytes(key);
        yield Bytes.ofOwned(key);
      }
      case "dense" -> {
        int number = random.nextInt(700);
        yield Bytes.ofOwned(new byte[] {0, 7, 0, 0, (byte) (number >> 8), (byte) number});
      }
      case "terminated" -> {
        byte[] key = new byte[1 + random.nextInt(128)];
        for (int i = 0; i < key.length - 1; i++) {
          key[i] = (byte) (1 + random.nextInt(random.nextInt(4) == 0 ? 255 : 1));
        }
        yield Bytes.ofOwned(key);
      }
      case "chain" -> {
        byte[] key = new byte[128];
        int at = random.nextInt(1024);
        key[at / 8] = (byte) (0x80 >> at % 8);
        yield Bytes.ofOwned(key);
      }
      default -> throw new IllegalArgumentException(shape);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "dense", "terminated", "chain"})
  void anyHistoryGivesTheRootOfWhatIsInTheTree(String shape) {
    for (int seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      Store store = new Store();
      TreeMap<Bytes, Bytes> model = new TreeMap<>();
      long memory = seed % 2 == 0 ? 3000 : StateTree.DEFAULT_MEMORY_OCTETS;
      StateTree tree = StateTree.open(store, memory);
      for (int block = 0; block < 60; block++) {
        TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
        int count = random.nextInt(1 + random.nextInt(120));
        int deleteOf10 = block < 30 ? 2 : random.nextInt(10);
        for (int i = 0; i < count; i++) {
          boolean known = !model.isEmpty() && random.nextInt(3) > 0 && block >= 30;
          Bytes key = key(random, shape);
          if (known) {
            Bytes next = model.ceilingKey(key);
            key = next == null ? model.firstKey() : next;
          }
          boolean delete = random.nextInt(10) < deleteOf10;
          changes.put(key, delete ? Optional.empty() : Optional.of(value(random.nextInt(5))));
        }
        changes.forEach(
            (key, value) ->
                value.ifPresentOrElse(present -> model.put(key, present), () -> model.remove(key)));
        tree = tree.apply(store, changes);
        if (random.nextInt(1 + seed % 5) == 0) {
          StateTree.Update update = tree.save(store);
          store.write(update);
          tree = random.nextInt(4) == 0 ? StateTree.open(store, memory) : update.tree();
        }
        if (block % 3 == 0 || block > 55) {
          assertEquals(naiveRoot(model), tree.root(), shape + " seed " + seed + " block " + block);
        }
        assertEquals(model.size(), tree.size());
      }
      StateTree.Update last = tree.save(store);
      store.write(last);
      tree = last.tree();
      assertEquals(naiveRoot(model), tree.root());
      assertPagesAreThoseOfARebuild(model, store);
      TreeMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
      model.keySet().forEach(key -> all.put(key, Optional.empty()));
      StateTree.Update cleared = tree.update(store, all);
      store.write(cleared);
      assertEquals(StateTree.EMPTY_ROOT, cleared.root());
      assertTrue(store.pages.size() <= 1, "only the head page is left: " + store.pages);
    }
  }

  /** Also the stored pages depend only on what is in the tree: nothing is left behind. */
  private static void assertPagesAreThoseOfARebuild(SortedMap<Bytes, Bytes> model, Store store) {
    TreeMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    model.forEach((key, value) -> all.put(key, Optional.of(value)));
    Store fresh = new Store();
    fresh.write(StateTree.open(fresh).update(fresh, all));
    if (!model.isEmpty()) {
      assertEquals(fresh.pages, store.pages);
    }
  }

  @Test
  void aChangeThatChangesNothingStoresNothing() {
    Store store = new Store();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      changes.put(key(new Random(i), "random"), Optional.of(value(i)));
    }
    StateTree.Update update = StateTree.open(store).update(store, changes);
    store.write(update);
    changes.put(Bytes.fromHex("00"), Optional.empty());
    StateTree reopened = StateTree.open(store);
    StateTree.Update again = reopened.update(store, changes);
    assertEquals(update.root(), again.root());
    assertTrue(again.pages().isEmpty());
  }

  @Test
  void noKeyMayBeginWithAnother() {
    Store store = new Store();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    changes.put(Bytes.fromHex("aa00"), Optional.of(value(1)));
    changes.put(Bytes.fromHex("aa01"), Optional.of(value(2)));
    StateTree.Update update = StateTree.open(store).update(store, changes);
    store.write(update);
    for (String hex : List.of("aa", "aa0000", "aa0100", "aa01ff")) {
      for (boolean deleteFirst : List.of(false, true)) {
        TreeMap<Bytes, Optional<Bytes>> more = new TreeMap<>();
        more.put(Bytes.fromHex(hex), Optional.of(value(3)));
        if (deleteFirst) {
          more.put(Bytes.fromHex(hex.startsWith("aa00") ? "aa01" : "aa00"), Optional.empty());
        }
        assertThrows(
            IllegalArgumentException.class,
            () -> update.tree().update(store, more),
            hex + " " + deleteFirst);
      }
    }
    TreeMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    all.put(Bytes.fromHex("aa"), Optional.of(value(3)));
    all.put(Bytes.fromHex("aa00"), Optional.empty());
    all.put(Bytes.fromHex("aa01"), Optional.empty());
    assertEquals(1, update.tree().update(store, all).tree().size());
  }

  @Test
  void aKeyOfImpossibleLengthIsRefused() {
    Store store = new Store();
    StateTree tree = StateTree.open(store);
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.ofOwned(new byte[129]))) {
      TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      changes.put(key, Optional.of(value(1)));
      assertThrows(IllegalArgumentException.class, () -> tree.update(store, changes));
    }
  }

  @Test
  void aMissingOrChangedPageIsFoundWhenItIsRead() {
    Store store = new Store();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      changes.put(key(random, "random"), Optional.of(value(i)));
    }
    store.write(StateTree.open(store).update(store, changes));
    TreeMap<Bytes, Optional<Bytes>> removal = new TreeMap<>();
    changes.keySet().forEach(key -> removal.put(key, Optional.empty()));
    int found = 0;
    for (Bytes pageKey : List.copyOf(store.pages.keySet())) {
      if (pageKey.equals(StatePage.HEAD)) {
        continue;
      }
      Bytes page = store.page(pageKey).orElseThrow();
      store.pages.remove(pageKey);
      assertThrows(DamagedTreeException.class, () -> StateTree.open(store).update(store, removal));
      for (int i = 0; i < 20; i++) {
        byte[] damaged = page.toByteArray();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        store.pages.put(pageKey, Bytes.ofOwned(damaged));
        assertThrows(
            DamagedTreeException.class, () -> StateTree.open(store).update(store, removal));
        found++;
      }
      store.pages.put(pageKey, page);
      if (found > 2000) {
        break;
      }
    }
    assertEquals(StateTree.EMPTY_ROOT, StateTree.open(store).update(store, removal).root());
  }
}
