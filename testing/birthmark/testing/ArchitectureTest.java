package birthmark.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in every module, over that module's own classes. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void packagesImportOnlyWhatIsBelowThem() {
    SortedSet<String> faults = new TreeSet<>();
    for (JavaClass each : CLASSES) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String imported = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (isOurs(imported)) {
          String fault = ImportTable.PROJECT.fault(each.getPackageName(), imported);
          if (!fault.isEmpty()) {
            faults.add(fault + "\n    " + dependency.getDescription());
          }
        }
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void everyPackageHasALineInTheTable() {
    SortedSet<String> faults = new TreeSet<>();
    for (JavaClass each : CLASSES) {
      if (isOurs(each.getPackageName())) {
        faults.add(ImportTable.PROJECT.fault(each.getPackageName(), each.getPackageName()));
      }
    }
    faults.remove("");
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .matching("birthmark.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void edgesNeverImportContracts() {
    noClasses()
        .that()
        .resideInAPackage("birthmark.node.edge..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("birthmark.contracts..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** The order in which packages may be imported says nothing of other people's: this does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          org.rocksdb..   | birthmark.node.store
          java.sql..      | birthmark.node.index
          org.sqlite..    | birthmark.node.index
          io.helidon..    | birthmark.node.edge
          picocli..       | birthmark.client.cli
          """)
  void aLibraryIsImportedWhereItBelongsOnly(String library, String home) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void coreImportsNoClockNetworkFileOrThread() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "are core's",
                each ->
                    isOurs(each.getPackageName())
                        // It renders a moment in RFC 3339 and reads no clock.
                        && !each.getName().equals("birthmark.codec.Timestamp")
                        && !each.getPackageName().startsWith("birthmark.node")
                        && !each.getPackageName().startsWith("birthmark.client")
                        && !each.getPackageName().startsWith("birthmark.gateway")
                        && !each.getPackageName().startsWith("birthmark.sim")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.time..",
            "java.text..",
            "java.util.concurrent..",
            "java.util.logging..",
            "java.lang.foreign..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theTableHasNoCircleAndNoLooseEnd() {
    assertEquals(List.of(), ImportTable.PROJECT.faults());
    assertEquals(
        List.of("a may import itself in a circle", "b may import itself in a circle"),
        ImportTable.parse("a: b\nb: a").faults());
    assertEquals(List.of("a may import b, which has no line"), ImportTable.parse("a: b").faults());
  }

  @ParameterizedTest
  @CsvSource({
    "birthmark.bytes, birthmark.cbor",
    "birthmark.machine, birthmark.contracts.things",
    "birthmark.merkle, birthmark.codec",
    "birthmark.node.edge, birthmark.contracts.things",
    "birthmark.node.edge, birthmark.node.app",
    "birthmark.node.submit, birthmark.node.store",
    "birthmark.contracts.things, birthmark.contracts",
    "birthmark.client.sdk, birthmark.node.store",
    "birthmark.unheard, birthmark.bytes",
  })
  void anImportUpwardOrSidewaysIsAFault(String importer, String imported) {
    assertNotEquals("", ImportTable.PROJECT.fault(importer, imported));
  }

  @ParameterizedTest
  @CsvSource({
    "birthmark.machine, birthmark.bytes",
    "birthmark.contracts.admission, birthmark.contracts.things",
    "birthmark.contracts, birthmark.contracts.things",
    "birthmark.node.app, birthmark.contracts.things",
    "birthmark.node.edge, birthmark.contract",
  })
  void anImportDownwardIsNone(String importer, String imported) {
    assertEquals("", ImportTable.PROJECT.fault(importer, imported));
  }

  private static boolean isOurs(String name) {
    return name.startsWith("birthmark.");
  }
}
