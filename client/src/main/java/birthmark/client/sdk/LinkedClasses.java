package birthmark.client.sdk;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The cache of loaded and linked classes (JEP 483) that the launcher keeps beside a program's jar,
 * for programs that one of ours starts. Java goes by it only where it fits the jar and the JDK.
 */
public final class LinkedClasses {
  private static final String JAR = ".jar";

  private LinkedClasses() {}

  /**
   * Java's options for a program whose class path is {@code classes}; none where that is more than
   * one jar, or a jar without a cache.
   */
  public static List<String> options(String classes) {
    if (classes.contains(File.pathSeparator) || !classes.endsWith(JAR)) {
      return List.of();
    }
    Path cache = Path.of(classes.substring(0, classes.length() - JAR.length()) + ".aot");
    return Files.isRegularFile(cache)
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }
}
