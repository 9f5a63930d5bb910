package birthmark.node.webhook;

import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Those who signed up at this node, a file each that only the node's user can read. */
final class Subscriptions {
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final Map<String, Subscription> all = new TreeMap<>();

  /** Those in {@code folder}, which is made if it is missing. */
  Subscriptions(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        for (Path file : files) {
          Subscription.of(JsonReader.read(Files.readString(file)))
              .ifPresent(each -> all.put(each.id(), each));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the subscriptions in " + folder + " cannot be read", e);
    }
  }

  synchronized Map<String, Subscription> all() {
    return new TreeMap<>(all);
  }

  synchronized Optional<Subscription> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  /** How many want to be told at {@code host}. */
  synchronized long at(String host) {
    return all.values().stream().filter(each -> host.equals(hostOf(each))).count();
  }

  private static String hostOf(Subscription each) {
    return String.valueOf(URI.create(each.url()).getHost());
  }

  synchronized int count() {
    return all.size();
  }

  /** Adds {@code subscription}. */
  synchronized void add(Subscription subscription) {
    write(subscription);
    all.put(subscription.id(), subscription);
  }

  /** Puts {@code subscription} in the place of that with its id; false if it ended meanwhile. */
  synchronized boolean replace(Subscription subscription) {
    if (!all.containsKey(subscription.id())) {
      return false;
    }
    add(subscription);
    return true;
  }

  /** Forgets one; false if there is none. */
  synchronized boolean end(String id) {
    if (all.remove(id) == null) {
      return false;
    }
    try {
      Files.deleteIfExists(folder.resolve(id + SUFFIX));
    } catch (IOException e) {
      throw new UncheckedIOException("a subscription cannot be removed", e);
    }
    return true;
  }

  private void write(Subscription subscription) {
    Path part = folder.resolve(subscription.id() + ".part");
    try {
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(
          part,
          JsonWriter.compact(subscription.json()).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(
          part,
          folder.resolve(subscription.id() + SUFFIX),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("a subscription cannot be written", e);
    }
  }
}
