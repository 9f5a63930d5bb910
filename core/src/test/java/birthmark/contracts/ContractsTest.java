package birthmark.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contract.Rulebook;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractsTest {
  @Test
  void contractsHaveTheNumbersAndNamesThatDocumentsGiveThem() {
    List<String> listed =
        Contracts.rulebook().contracts().stream()
            .map((Rulebook.Rules rules) -> rules.number() + " " + rules.surface().path())
            .toList();
    assertEquals(
        List.of(
            "1 parties",
            "2 governance",
            "3 things",
            "4 firmware",
            "5 admission",
            "6 registrations",
            "7 samples",
            "8 messages",
            "9 content",
            "16 authorities"),
        listed);
  }
}
