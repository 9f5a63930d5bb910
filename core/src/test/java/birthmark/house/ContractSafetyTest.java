package birthmark.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on contract safety against the set of broken contracts and against our own tests. */
class ContractSafetyTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\d+) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)$");

  private final String page =
      Files.readString(SharedData.root().resolve("docs/contract-safety.md"));

  ContractSafetyTest() throws IOException {}

  @Test
  void everyCategoryOfTheSetHasARowWithItsFindings() throws IOException {
    Json.Obj set =
        (Json.Obj)
            JsonReader.read(Files.readString(SharedData.file("12-contract-abuse/LIST.json")));
    SortedMap<String, Long> categories = new TreeMap<>();
    for (Json.Member category : ((Json.Obj) set.member("findings").orElseThrow()).members()) {
      categories.put(category.name(), ((Json.Int) category.value()).value());
    }
    SortedMap<String, Long> rows = new TreeMap<>();
    for (MatchResult row : ROW.matcher(page).results().toList()) {
      rows.put(row.group(1), Long.parseLong(row.group(2)));
    }
    assertEquals(categories, rows);
    long sections = SECTION.matcher(page).results().count();
    assertEquals(rows.size(), sections, "each category has a section");
  }

  @Test
  void everySectionNamesTests() {
    for (String section : page.split("(?m)^## ", -1)) {
      boolean introduction = section.startsWith("# ");
      assertTrue(introduction || TEST.matcher(section).find(), section);
    }
  }
}
