package birthmark.client.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file that is never touched, by which one that was restored or copied is told: its inode and the
 * time of that inode's last change are noted beside it, and nobody can restore those.
 */
public final class Anchor {
  private static final String ANCHOR = ".anchor";
  private static final String PLACE = ".place";

  private Anchor() {}

  /** What is noted of {@code anchor}. */
  static String of(Path anchor) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
      return "unknown";
    }
    if (!Files.exists(anchor)) {
      return "none";
    }
    Map<String, Object> attributes = Files.readAttributes(anchor, "unix:ino,ctime");
    return attributes.get("ino") + " " + attributes.get("ctime");
  }

  /**
   * Whether {@code file} is where it was when this was asked last, by two files beside it. From now
   * on it is where it is.
   *
   * @throws ClientException if they cannot be read or written
   */
  public static boolean held(Path file) throws ClientException {
    Path anchor = beside(file, ANCHOR);
    Path place = beside(file, PLACE);
    try {
      String noted = Files.exists(place) ? Files.readString(place).strip() : "";
      if (noted.equals(of(anchor))) {
        return true;
      }
      PrivateFiles.replace(anchor, new byte[0]);
      PrivateFiles.replace(place, (of(anchor) + "\n").getBytes(StandardCharsets.US_ASCII));
      return false;
    } catch (IOException e) {
      throw PrivateFiles.unwritable(place, e);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
