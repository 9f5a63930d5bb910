package birthmark.client.demo;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The firmware that the story's cameras run: three releases of one image.
 *
 * @param folder where they are
 */
record Images(Path folder) {
  /** The release before. */
  static final String OLD = "1.0.0";

  /** The release that the story starts with: the user's own image where one is given. */
  static final String CURRENT = "1.1.0";

  /** The patch. */
  static final String PATCHED = "1.2.0";

  private static final int SIZE = 96 * 1024;

  /**
   * Writes the three images: {@code own} with a line appended for the first and the last, or,
   * without one, octets that look like firmware.
   */
  static Images write(Path folder, Optional<Path> own) throws DemoException {
    try {
      Files.createDirectories(folder);
      byte[] current = own.isPresent() ? Files.readAllBytes(own.get()) : filler();
      if (current.length == 0) {
        throw new DemoException(
            "the image " + own.orElseThrow() + " is empty: choose another file");
      }
      Images images = new Images(folder);
      Files.write(images.path(CURRENT), current);
      for (String version : new String[] {OLD, PATCHED}) {
        Bytes line = Bytes.copyOf(("\nrelease " + version + "\n").getBytes(StandardCharsets.UTF_8));
        Files.write(images.path(version), Bytes.copyOf(current).concat(line).unsafe());
      }
      return images;
    } catch (IOException e) {
      throw new DemoException(
          "the firmware images cannot be read or written: " + e.getMessage(), e);
    }
  }

  private static byte[] filler() {
    byte[] octets = new byte[SIZE];
    Bytes block = Sha256.of("a camera's firmware".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < SIZE; i += Sha256.LENGTH) {
      System.arraycopy(block.unsafe(), 0, octets, i, Sha256.LENGTH);
      block = Sha256.of(block);
    }
    return octets;
  }

  /** The image of a release. */
  Path path(String version) {
    return folder.resolve("camera-" + version + ".bin");
  }

  /** SHA-256 of a release's image. */
  Bytes digest(String version) throws DemoException {
    return Sha256.of(octets(version));
  }

  /** The octets of a release's image. */
  byte[] octets(String version) throws DemoException {
    try {
      return Files.readAllBytes(path(version));
    } catch (IOException e) {
      throw new DemoException("the firmware image cannot be read: " + e.getMessage(), e);
    }
  }
}
