package birthmark.merkle;

import java.util.Optional;

/**
 * Where C2SP tlog-tiles serves a part of a log, such as {@code tile/0/x001/234.p/17}.
 *
 * @param level the level of a tile; empty for a bundle of entries
 * @param index the number of the tile or bundle
 * @param width how many hashes or entries are asked for, 1 to 256
 */
public record TilePath(Optional<Integer> level, long index, int width) {
  private static final String PREFIX = "tile/";
  private static final String ENTRIES = "entries";
  private static final int GROUPS_MAX = 6;

  /** Checks the ranges above. */
  public TilePath {
    boolean levelIsKnown = level.map(each -> each >= 0 && each <= Tile.MAX_LEVEL).orElse(true);
    if (!levelIsKnown || index < 0 || width < 1 || width > Tile.WIDTH) {
      throw new IllegalArgumentException("there is no such tile");
    }
  }

  /** The tile at {@code level}. */
  public static TilePath tile(int level, long index, int width) {
    return new TilePath(Optional.of(level), index, width);
  }

  /** The bundle of the entries whose hashes are in tile {@code index} of level 0. */
  public static TilePath entries(long index, int width) {
    return new TilePath(Optional.empty(), index, width);
  }

  /** How many hashes tile {@code index} of {@code level} has in a log of {@code size} entries. */
  public static int width(int level, long index, long size) {
    long hashes = size >>> (Tile.HEIGHT * level);
    return Math.clamp(hashes - index * Tile.WIDTH, 0, Tile.WIDTH);
  }

  /** How many hashes or entries are there in a log of {@code size} entries. */
  public int widthAt(long size) {
    return width(level.orElse(0), index, size);
  }

  /** The path that {@code text} is; empty if it is none. */
  public static Optional<TilePath> parse(String text) {
    int width = Tile.WIDTH;
    String path = text;
    int partial = text.indexOf(".p/");
    if (partial >= 0) {
      Optional<Long> given = number(text.substring(partial + 3), 3);
      if (given.isEmpty() || given.get() < 1 || given.get() >= Tile.WIDTH) {
        return Optional.empty();
      }
      width = given.get().intValue();
      path = text.substring(0, partial);
    }
    int slash = path.indexOf('/', PREFIX.length());
    if (!path.startsWith(PREFIX) || slash < 0) {
      return Optional.empty();
    }
    String first = path.substring(PREFIX.length(), slash);
    Optional<Long> level = first.equals(ENTRIES) ? Optional.of(0L) : number(first, 1);
    Optional<Long> index = index(path.substring(slash + 1));
    if (level.isEmpty() || level.get() > Tile.MAX_LEVEL || index.isEmpty()) {
      return Optional.empty();
    }
    TilePath found =
        first.equals(ENTRIES)
            ? entries(index.get(), width)
            : tile(level.get().intValue(), index.get(), width);
    // Whatever has another form of the same number is no path.
    return Optional.of(found).filter(each -> each.toString().equals(text));
  }

  private static Optional<Long> index(String text) {
    long index = 0;
    int from = 0;
    for (int groups = 1; groups <= GROUPS_MAX; groups++) {
      int slash = text.indexOf('/', from);
      boolean last = slash < 0;
      if (!last && text.charAt(from) != 'x') {
        return Optional.empty();
      }
      Optional<Long> group =
          number(last ? text.substring(from) : text.substring(from + 1, slash), 3);
      if (group.isEmpty()) {
        return Optional.empty();
      }
      index = index * 1000 + group.get();
      if (last) {
        return Optional.of(index);
      }
      from = slash + 1;
    }
    return Optional.empty();
  }

  private static Optional<Long> number(String digits, int lengthMax) {
    if (digits.isEmpty() || digits.length() > lengthMax) {
      return Optional.empty();
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      number = 10 * number + digit;
    }
    return Optional.of(number);
  }

  /** The path. */
  @Override
  public String toString() {
    StringBuilder groups = new StringBuilder(group(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      groups.insert(0, "x" + group(rest % 1000) + "/");
    }
    String which = level.map(each -> Integer.toString(each)).orElse(ENTRIES);
    String partial = width == Tile.WIDTH ? "" : ".p/" + width;
    return PREFIX + which + "/" + groups + partial;
  }

  private static String group(long number) {
    return (number < 10 ? "00" : number < 100 ? "0" : "") + number;
  }
}
