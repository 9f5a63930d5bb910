package birthmark.determinism.leaks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** One leak a class; {@link NoLeak} has none. */
@SuppressWarnings({"unused", "StringCaseLocaleUsage", "DefaultCharset", "AnnotateFormatMethod"})
public final class Leaks {
  private Leaks() {}

  enum Level {
    LOW,
    HIGH
  }

  static final class NoLeak {
    int order(SortedMap<String, Integer> map) {
      int sum = 0;
      for (Map.Entry<String, Integer> entry : map.entrySet()) {
        sum = Math.addExact(sum, entry.getValue());
      }
      List<Integer> list = new ArrayList<>();
      list.add(sum);
      Map<String, Integer> byKey = new HashMap<>();
      byKey.put("a", list.get(0));
      return byKey.get("a");
    }

    @Override
    public int hashCode() {
      return Level.LOW.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof NoLeak;
    }
  }

  static final class Clock {
    long now() {
      return System.nanoTime();
    }
  }

  static final class ClockByReference {
    LongSupplier now() {
      return System::nanoTime;
    }
  }

  static final class WallClock {
    Instant now() {
      return Instant.now();
    }
  }

  static final class Randomness {
    int next() {
      return new Random().nextInt();
    }
  }

  static final class MapOf {
    Map<String, String> map() {
      return Map.of("a", "b", "c", "d");
    }
  }

  static final class SetCopyOf {
    Set<String> set(List<String> list) {
      return Set.copyOf(list);
    }
  }

  static final class HashMapWalk {
    String first() {
      HashMap<String, String> map = new HashMap<>();
      return map.entrySet().iterator().next().getKey();
    }
  }

  static final class HashMapWalkAsMap {
    String first() {
      Map<String, String> map = new HashMap<>();
      map.put("a", "b");
      return map.keySet().iterator().next();
    }
  }

  static final class HashSetMade {
    Iterable<String> all() {
      return new HashSet<>();
    }
  }

  static final class IdentityHash {
    int of(Object any) {
      return System.identityHashCode(any);
    }
  }

  static final class ObjectHash {
    int of(Object any) {
      return any.hashCode() % 16;
    }
  }

  static final class EnumHash {
    int of(Level level) {
      return level.hashCode();
    }
  }

  static final class HashByReference {
    ToIntFunction<Level> of() {
      return Level::hashCode;
    }
  }

  static final class FloatSum {
    int of(int a, int b) {
      return (int) ((float) a * b);
    }
  }

  static final class DoubleField {
    double rate;
  }

  static final class BoxedDouble {
    Double first(List<Double> all) {
      return all.get(0);
    }
  }

  static final class SynchronizedBlock {
    int of(Object lock, int value) {
      synchronized (lock) {
        return value;
      }
    }
  }

  static final class SynchronizedMethod {
    synchronized int of(int value) {
      return value;
    }
  }

  static final class VolatileField {
    volatile int value;
  }

  static final class NewThread {
    Thread of(Runnable work) {
      return new Thread(work);
    }
  }

  static final class LocaleFormat {
    String of(int value) {
      return String.format("%d", value);
    }
  }

  static final class LocaleFormatted {
    String of(int value) {
      return "%d".formatted(value);
    }
  }

  static final class LowerCase {
    String of(String text) {
      return text.toLowerCase();
    }
  }

  static final class DefaultCharset {
    byte[] of(String text) {
      return text.getBytes();
    }
  }

  static final class AnyScriptsDigits {
    long of(String digits) {
      return Long.parseLong(digits);
    }
  }

  static final class Environment {
    String of() {
      return System.getenv("HOME");
    }
  }

  static final class ParallelStream {
    long of(List<String> list) {
      return list.parallelStream().count();
    }
  }

  static final class InheritedFromJdk {
    @SuppressWarnings("serial")
    private static final class Kept extends LinkedHashMap<String, String> {}

    Object of(Map<String, String> map) {
      Kept kept = new Kept();
      kept.putAll(map);
      return kept;
    }
  }
}
