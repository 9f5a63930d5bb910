package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.codec.Codec;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that CometBFT itself made: {@code spec/vectors/engine/votes.json}. */
class EngineEvidenceTest {
  private final CoseKey other =
      JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(73))).publicKey();

  private static List<Json> cases() throws Exception {
    Json.Obj vectors =
        (Json.Obj)
            JsonReader.read(
                Files.readString(
                    SharedData.root().resolve("spec/vectors/engine/votes.json"),
                    StandardCharsets.UTF_8));
    return ((Json.Arr) vectors.member("cases").orElseThrow()).elements();
  }

  @Test
  void whatTheEngineSaysOfADoubleVoteIsTheReportThatShowsIt() throws Exception {
    for (Json each : cases()) {
      Json.Obj row = (Json.Obj) each;
      ReportDoubleVote report =
          Codec.of(ReportDoubleVote.class).fromJson(row.member("report").orElseThrow());
      Json block = row.member("evidence").orElseThrow();
      assertEquals(List.of(report), EngineEvidence.of(block, List.of(other, report.voter())));
      assertEquals(List.of(), EngineEvidence.of(block, List.of(other)), "nobody's here");
    }
  }

  @Test
  void aBlockWithoutEvidenceOrOfAnotherFormShowsNothing() {
    for (String block :
        List.of(
            "{\"block\":{\"evidence\":{\"evidence\":[]}}}",
            "{\"block\":{\"evidence\":{\"evidence\":null}}}",
            "{\"block\":{\"evidence\":{\"evidence\":[{\"type\":\"tendermint/DuplicateVoteEvidence\"}]}}}",
            "{\"block\":{\"evidence\":{\"evidence\":[{\"type\":\"tendermint/LightClientAttackEvidence\"}]}}}",
            "null")) {
      assertEquals(List.of(), EngineEvidence.of(JsonReader.read(block), List.of(other)), block);
    }
  }
}
