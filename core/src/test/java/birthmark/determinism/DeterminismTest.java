package birthmark.determinism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import birthmark.bytes.Bytes;
import birthmark.determinism.leaks.Leaks;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeterminismTest {
  private static final String LIST = "core/src/test/resources/determinism-allowed.txt";

  @Test
  void coreUsesOnlyWhatAnswersAlikeOnEveryReplica() throws IOException, URISyntaxException {
    List<Finding> findings = new ArrayList<>();
    for (Path file : classFiles()) {
      findings.addAll(ClassReader.read(Files.readAllBytes(file)));
    }
    assertTrue(findings.size() > 20, "the class files of core were not found");
    List<String> complaints = allowed().complaints(findings);
    if (!complaints.isEmpty()) {
      fail(
          """
          core uses what is not known to be deterministic (%d).
          Every replica must get the same answer from it: no clock, randomness, hash order, floating point,
          thread, locale, environment or Unicode table. Where that holds, add the line below to
          %s, with a comment why;
          where one class alone may use it, put that class's full name and ': ' before the line.

          %s
          """
              .formatted(complaints.size(), LIST, String.join("\n", complaints)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Clock                | java.lang.System#nanoTime()
          ClockByReference     | java.lang.System#nanoTime()
          WallClock            | java.time.Instant#now()
          Randomness           | java.util.Random#<init>()
          MapOf                | java.util.Map#of(
          SetCopyOf            | java.util.Set#copyOf(
          HashMapWalk          | java.util.HashMap#entrySet()
          HashMapWalkAsMap     | java.util.Map#keySet()
          HashSetMade          | java.util.HashSet#<init>()
          IdentityHash         | java.lang.System#identityHashCode(Object)
          ObjectHash           | hashCode()
          EnumHash             | hashCode()
          HashByReference      | hashCode()
          FloatSum             | floating-point arithmetic
          DoubleField          | the floating-point type double
          BoxedDouble          | the floating-point type Double
          SynchronizedBlock    | synchronized block
          SynchronizedMethod   | synchronized method
          VolatileField        | volatile field
          NewThread            | java.lang.Thread#<init>(Runnable)
          LocaleFormat         | java.lang.String#format(String,Object[])
          LocaleFormatted      | java.lang.String#formatted(Object[])
          LowerCase            | java.lang.String#toLowerCase()
          DefaultCharset       | java.lang.String#getBytes()
          AnyScriptsDigits     | java.lang.Long#parseLong(String)
          Environment          | java.lang.System#getenv(String)
          ParallelStream       | java.util.List#parallelStream()
          InheritedFromJdk     | java.util.HashMap#putAll(Map)
          """)
  void aLeakPlantedInAClassIsFound(String leak, String expected) throws IOException {
    List<String> complaints = allowed().complaints(ClassReader.read(octets(leak)));
    assertEquals(
        1,
        complaints.stream().filter(complaint -> complaint.contains(expected)).count(),
        () -> leak + " was to be found by '" + expected + "', but was: " + complaints);
  }

  @Test
  void aClassWithNoLeakGivesNoComplaint() throws IOException {
    assertEquals(List.of(), allowed().complaints(ClassReader.read(octets("NoLeak"))));
  }

  @Test
  void aLineForOneCallerHoldsForThatCallerAlone() throws IOException {
    List<Finding> clock = ClassReader.read(octets("Clock"));
    String always = "java.lang.Object#<init>()\n";
    String caller = Leaks.class.getName();
    assertEquals(List.of(), AllowList.parse(always + caller + ": java.lang.*").complaints(clock));
    assertEquals(
        List.of(),
        AllowList.parse(always + caller + ": java.lang.System#nanoTime").complaints(clock));
    assertEquals(
        1, AllowList.parse(always + "birthmark.bytes.Bytes: java.lang.*").complaints(clock).size());
  }

  @Test
  void aWideLineDoesNotLetInWhatIsNeverAllowed() throws IOException {
    assertEquals(
        1,
        AllowList.parse("java.lang.Object#*\njava.util.Map#*")
            .complaints(ClassReader.read(octets("MapOf")))
            .size());
  }

  @Test
  void aLineThatCannotBeReadIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> AllowList.parse("java.util.*"));
    assertThrows(IllegalArgumentException.class, () -> AllowList.parse("java.util.List"));
    assertThrows(IllegalArgumentException.class, () -> AllowList.parse("java.util.List.of"));
  }

  private static AllowList allowed() throws IOException {
    return AllowList.parse(Files.readString(SharedData.root().resolve(LIST)));
  }

  private static List<Path> classFiles() throws IOException, URISyntaxException {
    Path classes = Path.of(Bytes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("module-info.class"))
          .sorted()
          .toList();
    }
  }

  private static byte[] octets(String leak) throws IOException {
    String file = Leaks.class.getSimpleName() + "$" + leak + ".class";
    try (InputStream in = Leaks.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no class file " + file);
      }
      return in.readAllBytes();
    }
  }
}
