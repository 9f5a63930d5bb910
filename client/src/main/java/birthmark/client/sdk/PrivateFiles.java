package birthmark.client.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner can read, on disk before a call returns. */
final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes the folders above {@code file} that there are not. */
  static void createFolders(Path file) throws IOException {
    createFolder(folderOf(file));
  }

  /** Makes {@code folder} and those above it that there are not. */
  static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, mode("rwx------"));
  }

  /**
   * Opens {@code file}, made empty if there is none, to read and write.
   *
   * @param fresh whether there must be none
   */
  static FileChannel open(Path file, boolean fresh) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            fresh ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    return FileChannel.open(file, options, mode("rw-------"));
  }

  /**
   * Writes a file that there is not.
   *
   * @throws FileAlreadyExistsException if there is
   */
  static void create(Path file, byte[] content) throws IOException {
    try (FileChannel channel = open(file, true)) {
      write(channel, content);
    }
    syncFolderOf(file);
  }

  /** Puts {@code content} in the place of the file, whole or not at all. */
  static void replace(Path file, byte[] content) throws IOException {
    Path folder = folderOf(file);
    createFolder(folder);
    Path next = Files.createTempFile(folder, "." + file.getFileName(), ".new", mode("rw-------"));
    try {
      try (FileChannel channel = open(next, false)) {
        write(channel, content);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
    sync(folder);
  }

  /** Writes {@code content} at the start of an empty file, on disk when this returns. */
  static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(content);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    channel.force(true);
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " is no file");
    }
    return folder;
  }

  /** The first octets that {@code channel} has, at most {@code max}. */
  static byte[] read(FileChannel channel, int max) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((int) Math.min(max, channel.size()));
    while (octets.hasRemaining()) {
      if (channel.read(octets, octets.position()) < 0) {
        break;
      }
    }
    octets.flip();
    byte[] read = new byte[octets.remaining()];
    octets.get(read);
    return read;
  }

  /** Makes the name of {@code file} last. */
  static void syncFolderOf(Path file) throws IOException {
    sync(folderOf(file));
  }

  /** Makes the names in {@code folder} last. */
  static void sync(Path folder) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** What a user is told when {@code path} cannot be written. */
  static ClientException unwritable(Path path, IOException cause) {
    if (cause instanceof FileAlreadyExistsException) {
      return ClientException.local(
              "there is a file " + path + " already", "Choose another name, or remove it first.")
          .because(cause);
    }
    return ClientException.local(
            path + " cannot be written (" + cause.getClass().getSimpleName() + ")",
            "Check that the folder exists, that you may write there, and that the disk is not"
                + " full.")
        .because(cause);
  }
}
