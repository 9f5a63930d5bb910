package birthmark.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of the house that a compiler does not know; each gives its faults, none if it is kept.
 */
record HouseRules(Path root) {
  /** Above this many lines one asks whether a file has two reasons to change. */
  static final int LONG = 400;

  /** Above this many a file is listed with its reason in long-files.txt. */
  static final int TOO_LONG = 600;

  private static final Set<String> SKIPPED =
      Set.of(".git", "target", "data", "node_modules", ".idea", ".vscode");
  private static final Pattern TEXT =
      Pattern.compile(".*\\.(java|md|xml|txt|py|sh|json|yml|yaml|properties|config)");

  // Put together here, so that this file does not hold what it looks for.
  private static final Pattern HOSTS =
      Pattern.compile(
          String.join(
              "|",
              "repo1?\\.maven" + "\\.",
              "registry\\.npm" + "js",
              "pypi\\." + "org",
              "crates\\." + "io",
              "proxy\\.golang" + "\\.org",
              "deb\\.debian" + "\\.org"));
  private static final Pattern PATHS =
      Pattern.compile(
          "(?<![\\w.$}*])/(" + String.join("|", "root", "work", "home/\\w+", "Users/\\w+") + ")/");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b|@Dis" + "abled\\b");
  private static final Pattern CLASS_NAME =
      Pattern.compile(".*(Impl|Manager|Utils?|Helper)\\.java");
  private static final Pattern ADR = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");

  /**
   * Packages of shipped code whose package-info lacks, or whose Javadoc does not open with a
   * sentence.
   */
  List<String> packagesWithoutASentence() throws IOException {
    List<String> faults = new ArrayList<>();
    Set<Path> folders = new TreeSet<>();
    for (Path file : files()) {
      if (isJava(file)
          && file.toString().contains("src/main/java/")
          && !file.endsWith("module-info.java")) {
        folders.add(file.getParent());
      }
    }
    for (Path folder : folders) {
      Path info = folder.resolve("package-info.java");
      if (!Files.exists(root.resolve(info))) {
        faults.add(folder + " has no package-info.java");
      } else {
        Matcher javadoc = Pattern.compile("(?s)^/\\*\\*(.*?)\\*/").matcher(read(info));
        if (!javadoc.find()
            || !javadoc
                .group(1)
                .replaceAll("\\s*\\n \\*", " ")
                .strip()
                .matches("(?s)[A-Z].*?\\.(\\s.*)?")) {
          faults.add(info + " does not open with a sentence");
        }
      }
    }
    return faults;
  }

  /** Source files with more than {@code limit} lines, and how many each has. */
  SortedMap<String, Integer> longerThan(int limit) throws IOException {
    SortedMap<String, Integer> longer = new TreeMap<>();
    for (Path file : files()) {
      if (file.toString().matches(".*\\.(java|py|sh)|birthmark")) {
        int lines = (int) read(file).lines().count();
        if (lines > limit) {
          longer.put(file.toString(), lines);
        }
      }
    }
    return longer;
  }

  /** Files that name a package registry's host or a folder of one machine. */
  List<String> namesOfPlaces() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files()) {
      int number = 0;
      for (String line : read(file).lines().toList()) {
        number++;
        if (HOSTS.matcher(line).find()) {
          faults.add(file + ":" + number + " names a registry's host");
        }
        if (PATHS.matcher(line).find()) {
          faults.add(file + ":" + number + " names a folder of one machine");
        }
      }
    }
    return faults;
  }

  /** Java files that hold a note of work not done, or a test that is switched off. */
  List<String> unfinished() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files()) {
      Matcher found = UNFINISHED.matcher(isJava(file) ? read(file) : "");
      if (found.find()) {
        faults.add(file + " holds " + found.group());
      }
    }
    return faults;
  }

  /** Core's files that may hold null: there, what may be absent is an Optional or a sealed type. */
  List<String> nullsInCore() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files()) {
      if (file.startsWith("core/src/main") && read(file).contains("@Nullable")) {
        faults.add(file + " holds Nullable; use Optional or a sealed type");
      }
    }
    return faults;
  }

  /** Classes named after nothing in particular. */
  List<String> emptyNames() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files()) {
      if (CLASS_NAME.matcher(file.getFileName().toString()).matches()) {
        faults.add(file + " is named for no thing; say what it is");
      }
    }
    return faults;
  }

  /** Decision records that are not numbered 0001, 0002, … or not named in their index. */
  List<String> misnumberedDecisions() throws IOException {
    List<String> faults = new ArrayList<>();
    Path folder = Path.of("docs", "adr");
    String index = read(folder.resolve("README.md"));
    int expected = 1;
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (!folder.equals(file.getParent()) || name.equals("README.md")) {
        continue;
      }
      Matcher matcher = ADR.matcher(name);
      if (!matcher.matches()) {
        faults.add(file + " is not named NNNN-what-was-decided.md");
      } else if (Integer.parseInt(matcher.group(1)) != expected++) {
        faults.add(file + " should have the number %04d".formatted(expected - 1));
      }
      if (!index.contains("(" + name + ")")) {
        faults.add(file + " is not in docs/adr/README.md");
      }
    }
    return faults;
  }

  /** The project's own text files, relative to its root, in order. */
  private List<Path> files() throws IOException {
    Set<Path> files = new TreeSet<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(root) && SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (TEXT.matcher(name).matches() || !name.contains(".")) {
              files.add(root.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return List.copyOf(files);
  }

  private static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  private String read(Path file) throws IOException {
    // Latin-1 reads any octets: a stray one is not this test's business.
    return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
