package birthmark.node.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A loss of power, played on the files of a folder: what was not synced is taken back, from the
 * newest change to the oldest.
 *
 * <p>A disk may write what nobody synced, page by page and in any order, so some pages of it may be
 * kept. Names are kept only by a sync of their folder.
 */
final class PowerCut {
  private static final int PAGE = 4096;

  /** What becomes of a page that was written and not synced. */
  enum Survival {
    /** It is lost. */
    NONE,
    /** Each is lost or kept. */
    SOME_PAGES,
    /** Those before some moment are kept, those after it lost. */
    UP_TO_A_MOMENT
  }

  private final Path root;
  private final List<Journal.Event> events;
  private final Path graves;
  private final Random random;
  private final Survival survival;
  private final Map<Long, Long> syncedUntil = new HashMap<>();
  private final Map<Path, Long> namesSyncedUntil = new HashMap<>();
  private final Map<Long, Path> places = new HashMap<>();
  private final Map<Long, byte[]> kept = new LinkedHashMap<>();
  private int taken;

  PowerCut(Path root, List<Journal.Event> events, Path graves, Random random, Survival survival) {
    this.root = root;
    this.events = events;
    this.graves = graves;
    this.random = random;
    this.survival = survival;
  }

  /** Takes back; how many changes. */
  int run() throws IOException {
    for (Journal.Event event : events) {
      if (event instanceof Journal.Synced synced) {
        syncedUntil.merge(synced.inode(), synced.until(), Math::max);
      } else if (event instanceof Journal.FolderSynced synced) {
        namesSyncedUntil.merge(synced.path(), synced.until(), Math::max);
      }
    }
    find(root);
    find(graves);
    long moment =
        survival == Survival.UP_TO_A_MOMENT && !events.isEmpty()
            ? events.get(random.nextInt(events.size())).at()
            : 0;
    for (Journal.Event event : events.reversed()) {
      if (event.at() >= moment) {
        takeBack(event);
      }
    }
    for (Map.Entry<Long, byte[]> file : kept.entrySet()) {
      keepSomePages(place(file.getKey()), file.getValue());
    }
    return taken;
  }

  private void find(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        places.put((Long) Files.getAttribute(file, "unix:ino"), file);
      }
    }
  }

  private void takeBack(Journal.Event event) throws IOException {
    switch (event) {
      case Journal.Write write when unsynced(write.inode(), write.at()) -> {
        try (RandomAccessFile file = open(write.inode())) {
          if (file.length() > write.size()) {
            file.setLength(write.size());
          }
          file.seek(write.offset());
          file.write(write.before().unsafe());
        }
      }
      case Journal.Truncate cut when unsynced(cut.inode(), cut.at()) -> {
        try (RandomAccessFile file = open(cut.inode())) {
          file.setLength(cut.before());
          file.seek(cut.size());
          file.write(cut.tail().unsafe());
        }
      }
      case Journal.Create create when unsyncedName(create.path(), create.at()) -> {
        Files.deleteIfExists(create.path());
        taken++;
      }
      case Journal.Rename rename
          when unsyncedName(rename.to(), rename.at())
              || unsyncedName(rename.from(), rename.at()) -> {
        Files.move(rename.to(), rename.from(), StandardCopyOption.REPLACE_EXISTING);
        places.replaceAll((inode, place) -> place.equals(rename.to()) ? rename.from() : place);
        rise(rename.grave(), rename.to());
        taken++;
      }
      case Journal.Unlink unlink when unsyncedName(unlink.path(), unlink.at()) -> {
        rise(unlink.grave(), unlink.path());
        taken++;
      }
      case Journal.Write _,
          Journal.Truncate _,
          Journal.Create _,
          Journal.Rename _,
          Journal.Unlink _,
          Journal.Synced _,
          Journal.FolderSynced _ -> {}
    }
  }

  private boolean unsynced(long inode, long at) {
    return at >= syncedUntil.getOrDefault(inode, 0L) && places.containsKey(inode);
  }

  private boolean unsyncedName(Path path, long at) {
    return at >= namesSyncedUntil.getOrDefault(path.getParent(), 0L);
  }

  private RandomAccessFile open(long inode) throws IOException {
    taken++;
    Path path = place(inode);
    if (!kept.containsKey(inode)) {
      kept.put(inode, Files.readAllBytes(path));
    }
    return new RandomAccessFile(path.toFile(), "rw");
  }

  private Path place(long inode) {
    return Optional.ofNullable(places.get(inode)).orElseThrow();
  }

  private void rise(long grave, Path path) throws IOException {
    if (grave == 0) {
      return;
    }
    try (Stream<Path> files = Files.list(graves)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().endsWith("-" + grave)) {
          Files.createLink(path, file);
        }
      }
    }
  }

  /** Puts some pages of {@code written} back over what was synced. */
  private void keepSomePages(Path path, byte[] written) throws IOException {
    if (survival != Survival.SOME_PAGES || !Files.exists(path)) {
      return;
    }
    byte[] synced = Files.readAllBytes(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (int page = 0; page < written.length; page += PAGE) {
        int end = Math.min(page + PAGE, written.length);
        boolean changed =
            end > synced.length || Arrays.compare(synced, page, end, written, page, end) != 0;
        if (changed && random.nextBoolean()) {
          file.seek(page);
          file.write(written, page, end - page);
        }
      }
    }
  }
}
