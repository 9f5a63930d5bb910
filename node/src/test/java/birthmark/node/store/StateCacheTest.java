package birthmark.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whoever reads an old block never gets a newer record, and nobody a record that was replaced. */
class StateCacheTest {
  private static final int KEYS = 40;

  private volatile Block newest = new Block(0, new TreeMap<>());
  private volatile String fault = "";

  /** The state after a block, whole. */
  private record Block(long height, TreeMap<Bytes, Bytes> state) {}

  private static Bytes key(int number) {
    return Bytes.ofOwned(new byte[] {(byte) number});
  }

  private static SortedMap<Bytes, Optional<Bytes>> change(Random random, Block to) {
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      Bytes key = key(random.nextInt(KEYS));
      Optional<Bytes> value =
          random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Bytes.ofOwned(octets(random)));
      changes.put(key, value);
      value.ifPresentOrElse(now -> to.state().put(key, now), () -> to.state().remove(key));
    }
    return changes;
  }

  private static byte[] octets(Random random) {
    // Long, so that generations turn in the test.
    byte[] octets = new byte[1 + random.nextInt(900_000)];
    octets[0] = (byte) random.nextInt();
    return octets;
  }

  @Test
  void aRecordIsMadeOfItsOctetsOnceUntilTheyChange() {
    StateCache cache = new StateCache();
    cache.begin(0);
    Bytes one = Bytes.ofOwned(new byte[] {1});
    Bytes two = Bytes.ofOwned(new byte[] {2});
    AtomicInteger made = new AtomicInteger();
    Function<Bytes, String> decode = octets -> made.incrementAndGet() + ":" + octets.hex();
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.of("1:01"), cache.value(0, key(1), _ -> Optional.of(one), decode));
    }
    cache.commit(1, new TreeMap<>(Map.of(key(1), Optional.of(two))));
    assertEquals(Optional.of("2:02"), cache.value(1, key(1), _ -> Optional.of(two), decode));
    // Who still reads the block before does not get the new record.
    assertEquals(Optional.of("3:01"), cache.value(0, key(1), _ -> Optional.of(one), decode));
    assertEquals(Optional.of("2:02"), cache.value(1, key(1), _ -> Optional.of(two), decode));
  }

  @Test
  void everyReaderReadsTheBlockItHolds() {
    Random random = new Random(20261122);
    StateCache cache = new StateCache();
    List<Block> blocks = new ArrayList<>(List.of(new Block(0, new TreeMap<>())));
    cache.begin(0);
    for (int step = 0; step < 5_000; step++) {
      if (random.nextInt(10) == 0) {
        Block last = blocks.getLast();
        Block next = new Block(last.height() + 1, new TreeMap<>(last.state()));
        cache.commit(next.height(), change(random, next));
        blocks.add(next);
        if (blocks.size() > 6) {
          blocks.removeFirst();
        }
      }
      Block read = blocks.get(random.nextInt(blocks.size()));
      Bytes key = key(random.nextInt(KEYS));
      Optional<Bytes> expected = Optional.ofNullable(read.state().get(key));
      assertEquals(
          expected,
          cache.value(read.height(), key, each -> Optional.ofNullable(read.state().get(each))));
    }
  }

  @Test
  void whatIsAskedForAgainComesFromMemory() {
    StateCache cache = new StateCache();
    cache.begin(0);
    AtomicInteger reads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      cache.value(
          0,
          key(1),
          each -> {
            reads.incrementAndGet();
            return Optional.of(Bytes.EMPTY);
          });
    }
    assertEquals(1, reads.get());
  }

  @Test
  void whatIsNotThereIsAskedOfTheDiskTwiceAndFoundOnceItIs() {
    StateCache cache = new StateCache();
    cache.begin(0);
    AtomicInteger reads = new AtomicInteger();
    Function<Bytes, Optional<Bytes>> disk =
        _ -> {
          reads.incrementAndGet();
          return Optional.empty();
        };
    for (int i = 0; i < 5; i++) {
      assertEquals(Optional.empty(), cache.value(0, key(1), disk));
    }
    assertEquals(2, reads.get());
    Bytes value = Bytes.ofOwned(new byte[] {9});
    cache.commit(1, new TreeMap<>(Map.of(key(1), Optional.of(value))));
    assertEquals(Optional.of(value), cache.value(1, key(1), disk));
    assertEquals(2, reads.get());
    // Who still reads the block before asks the disk, which has nothing for it.
    assertEquals(Optional.empty(), cache.value(0, key(1), disk));
    assertEquals(3, reads.get());
  }

  @Test
  void aReaderOvertakenByABlockLeavesNothingStaleBehind() throws InterruptedException {
    StateCache cache = new StateCache();
    cache.begin(0);
    newest = new Block(0, new TreeMap<>());
    List<Thread> readers = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      Random random = new Random(number);
      readers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (newest.height() < 3_000 && fault.isEmpty()) {
                      Block block = newest;
                      Bytes key = key(random.nextInt(KEYS));
                      Optional<Bytes> expected = Optional.ofNullable(block.state().get(key));
                      Optional<Bytes> found =
                          cache.value(
                              block.height(),
                              key,
                              each -> Optional.ofNullable(block.state().get(each)));
                      if (!found.equals(expected)) {
                        fault = "block " + block.height() + ", key " + key;
                      }
                    }
                  }));
    }
    Random random = new Random(7);
    while (newest.height() < 3_000 && fault.isEmpty()) {
      Block next = new Block(newest.height() + 1, new TreeMap<>(newest.state()));
      TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      Bytes key = key(random.nextInt(KEYS));
      Bytes value = Bytes.ofOwned(new byte[] {(byte) random.nextInt(), (byte) random.nextInt()});
      changes.put(key, Optional.of(value));
      next.state().put(key, value);
      cache.commit(next.height(), changes);
      newest = next;
    }
    for (Thread reader : readers) {
      reader.join();
    }
    assertEquals("", fault);
  }
}
