package birthmark.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseRulesTest {
  private final HouseRules project = new HouseRules(SharedData.root());
  @TempDir Path folder;
  private HouseRules planted;

  @BeforeEach
  void plantedProjectIsEmpty() {
    planted = new HouseRules(folder);
  }

  @Test
  void everyPackageOpensWithASentence() throws IOException {
    assertEquals(List.of(), project.packagesWithoutASentence());
  }

  @Test
  void aPackageWithoutASentenceIsFound() throws IOException {
    plant("core/src/main/java/birthmark/a/A.java", "");
    plant("core/src/main/java/birthmark/b/package-info.java", "package birthmark.b;");
    plant("core/src/main/java/birthmark/c/package-info.java", "/** a word */\npackage c;");
    plant("core/src/main/java/birthmark/d/package-info.java", "/** A sentence. */\npackage d;");
    assertEquals(
        List.of(
            "core/src/main/java/birthmark/a has no package-info.java",
            "core/src/main/java/birthmark/b/package-info.java does not open with a sentence",
            "core/src/main/java/birthmark/c/package-info.java does not open with a sentence"),
        planted.packagesWithoutASentence());
  }

  @Test
  void aVeryLongFileIsListedWithItsReason() throws IOException {
    SortedMap<String, Integer> unlisted = new TreeMap<>(project.longerThan(HouseRules.TOO_LONG));
    Path list = Path.of("core/src/test/resources/long-files.txt");
    for (String line : Files.readAllLines(SharedData.root().resolve(list))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(": ", 2);
        assertEquals(2, parts.length, () -> list + ": write 'file: reason', not '" + line + "'");
        unlisted.remove(parts[0]);
      }
    }
    System.out.println(
        "Files over " + HouseRules.LONG + " lines: " + project.longerThan(HouseRules.LONG));
    assertTrue(
        unlisted.isEmpty(),
        () -> "split these, or give the reason why not in " + list + ": " + unlisted);
  }

  @Test
  void aLongFileIsFoundWithItsLength() throws IOException {
    plant("core/A.java", "line\n".repeat(601));
    plant("core/B.java", "line\n".repeat(600));
    assertEquals("{core/A.java=601}", planted.longerThan(600).toString());
  }

  @Test
  void noFileNamesARegistryOrAMachinesFolder() throws IOException {
    assertEquals(List.of(), project.namesOfPlaces());
  }

  @Test
  void aNameOfARegistryOrAMachinesFolderIsFound() throws IOException {
    plant("README.md", "fine: ../shared/data\nfrom https://pypi." + "org/simple\n");
    plant("birthmark", "#!/bin/sh\ncd /ro" + "ot/birthmark\n");
    plant("target/build.log", "/ro" + "ot/birthmark\n");
    assertEquals(
        List.of("README.md:2 names a registry's host", "birthmark:2 names a folder of one machine"),
        planted.namesOfPlaces());
  }

  @Test
  void nothingIsLeftUnfinished() throws IOException {
    assertEquals(List.of(), project.unfinished());
  }

  @Test
  void aNoteOfUnfinishedWorkIsFound() throws IOException {
    plant("core/A.java", "// TO" + "DO later");
    plant("core/B.java", "@Dis" + "abled void test() {}");
    assertEquals(
        List.of("core/A.java holds TO" + "DO", "core/B.java holds @Dis" + "abled"),
        planted.unfinished());
  }

  @Test
  void coreHoldsNoNulls() throws IOException {
    assertEquals(List.of(), project.nullsInCore());
  }

  @Test
  void aNullInCoreIsFound() throws IOException {
    plant("core/src/main/java/A.java", "record A(@Nullable String b) {}");
    plant("node/src/main/java/A.java", "record A(@Nullable String b) {}");
    assertEquals(1, planted.nullsInCore().size());
  }

  @Test
  void everyClassIsNamedForAThing() throws IOException {
    assertEquals(List.of(), project.emptyNames());
  }

  @Test
  void aNameThatSaysNothingIsFound() throws IOException {
    plant("core/StoreImpl.java", "");
    plant("core/KeyManager.java", "");
    plant("core/StringUtils.java", "");
    plant("core/Implication.java", "");
    assertEquals(3, planted.emptyNames().size());
  }

  @Test
  void decisionsAreNumberedWithoutGapsAndIndexed() throws IOException {
    assertEquals(List.of(), project.misnumberedDecisions());
  }

  @Test
  void aMisnumberedOrUnindexedDecisionIsFound() throws IOException {
    plant("docs/adr/README.md", "[one](0001-one.md) [three](0003-three.md)");
    plant("docs/adr/0001-one.md", "");
    plant("docs/adr/0003-three.md", "");
    plant("docs/adr/0003-two.md", "");
    plant("docs/adr/4.md", "");
    assertEquals(
        List.of(
            "docs/adr/0003-three.md should have the number 0002",
            "docs/adr/0003-two.md is not in docs/adr/README.md",
            "docs/adr/4.md is not named NNNN-what-was-decided.md",
            "docs/adr/4.md is not in docs/adr/README.md"),
        planted.misnumberedDecisions());
  }

  @Test
  void coreExportsAllItsPackagesAndRequiresOnlyTheJavaBase() throws URISyntaxException {
    Path classes = Path.of(Bytes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor core =
        ModuleFinder.of(classes).find("birthmark.core").orElseThrow().descriptor();
    Set<String> exported = new TreeSet<>();
    core.exports().forEach(each -> exported.add(each.source()));
    assertEquals(new TreeSet<>(core.packages()), exported);
    assertEquals(
        List.of("java.base"),
        core.requires().stream().map(ModuleDescriptor.Requires::name).toList());
  }

  private void plant(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
