package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbstentionTest {
  private static final Timestamp START = new Timestamp(1_800_000_000_000L);

  @TempDir private Path home;

  private String votes() throws Exception {
    return Files.readString(EngineFolder.votes(home));
  }

  @Test
  void aReplicaThatKnowsItsVotesGoesOnVoting() throws Exception {
    EngineFolder.create(home);
    EngineFolder.voteAbove(home, 41);
    Abstention abstention = new Abstention(home);
    abstention.prepare(START);
    assertTrue(votes().contains("\"41\""), votes());
    assertFalse(abstention.isOver(50, START.plusSeconds(3_600)));
  }

  @Test
  void aReplicaWhoseVotesAreLostVotesOnlyAboveAllThatItCanHaveVotedOn() throws Exception {
    EngineFolder.create(home);
    Files.delete(EngineFolder.votes(home));
    Abstention abstention = new Abstention(home);
    abstention.prepare(START);
    assertTrue(EngineFolder.votesNever(home), "it votes on no height at all");
    assertFalse(abstention.isOver(100, START), "a block of before says nothing");
    assertFalse(abstention.isOver(120, START.plusSeconds(9)));
    assertTrue(abstention.isOver(121, START.plusSeconds(10)));
    assertFalse(abstention.isOver(122, START.plusSeconds(11)), "it is told once");
    abstention.prepare(START.plusSeconds(12));
    assertTrue(votes().contains("\"126\""), votes());
  }

  @Test
  void aReplicaThatIsKilledMeanwhileStillVotesOnNothing() throws Exception {
    EngineFolder.create(home);
    Files.delete(EngineFolder.votes(home));
    new Abstention(home).prepare(START);
    Abstention again = new Abstention(home);
    again.prepare(START.plusSeconds(60));
    assertTrue(EngineFolder.votesNever(home));
    assertFalse(again.isOver(300, START.plusSeconds(65)), "the second start counts");
    assertTrue(again.isOver(301, START.plusSeconds(70)));
  }
}
