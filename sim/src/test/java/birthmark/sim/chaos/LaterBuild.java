package birthmark.sim.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contracts.Contracts;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A later build of the program: the one file that lists its contracts is another one, as a release
 * with new rules has it, and all else is the same. The rules that it adds are the contract {@link
 * birthmark.testing.notes.Notes}, from version 2 on.
 */
final class LaterBuild {
  /** The number of the contract that it adds. */
  static final int NOTES = 99;

  private static final String FIRST = "FirstContracts";

  private LaterBuild() {}

  /** The rules version that it adds. */
  static final long VERSION = Contracts.VERSION + 1;

  /** Compiles it; the classes of its own, in {@code folder}. */
  static Path in(Path folder) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    String now =
        Files.readString(
            SharedData.root().resolve("core/src/main/java/birthmark/contracts/Contracts.java"));
    Path first = sources.resolve(FIRST + ".java");
    Files.writeString(
        first,
        now.replace("class Contracts", "class " + FIRST)
            .replace("private Contracts()", "private " + FIRST + "()"));
    Path later = sources.resolve("Contracts.java");
    Files.writeString(
        later,
        """
        package birthmark.contracts;

        import birthmark.contract.Rulebook;
        import birthmark.machine.Machine;
        import birthmark.testing.notes.Notes;
        import java.util.ArrayList;
        import java.util.Comparator;
        import java.util.List;

        public final class Contracts {
          public static final long VERSION = FirstContracts.VERSION + 1;

          private Contracts() {}

          public static Rulebook rulebook() {
            Rulebook first = FirstContracts.rulebook();
            List<Rulebook.Numbered> all = new ArrayList<>();
            for (Rulebook.Rules each : first.contracts()) {
              all.add(new Rulebook.Numbered(each.number(), each.contract()));
            }
            all.add(new Rulebook.Numbered(%d, new Notes()));
            all.sort(Comparator.comparing(Rulebook.Numbered::number));
            return Rulebook.of(VERSION, Machine.TABLES, all).after(first);
          }
        }
        """
            .formatted(NOTES));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
      boolean done =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(first, later))
              .call();
      assertEquals(true, done, said.toString());
    }
    return classes;
  }
}
