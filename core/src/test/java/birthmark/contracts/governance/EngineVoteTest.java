package birthmark.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contract.Endorsement;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Votes that CometBFT itself signed: {@code spec/vectors/engine/votes.json}. */
class EngineVoteTest {
  private static final Signatures SIGNATURES = new JdkSignatures();

  /** A report, and the octets that the engine has its two votes sign. */
  private record Signed(ReportDoubleVote report, List<Bytes> octets) {
    boolean hold(Bytes network) {
      List<Endorsement> votes = report.endorsements(network);
      return votes.stream()
          .allMatch(vote -> SIGNATURES.verify(report.voter(), vote.signed(), vote.signature()));
    }
  }

  private static Json of(Json.Obj object, String name) {
    return object.member(name).orElseThrow();
  }

  private static Bytes octets(Json text) {
    return Bytes.fromHex(((Json.Text) text).value());
  }

  private static List<Signed> cases(Json.Obj vectors) throws MalformedException {
    List<Signed> cases = new ArrayList<>();
    for (Json each : ((Json.Arr) of(vectors, "cases")).elements()) {
      Json.Obj row = (Json.Obj) each;
      List<Json> signed = ((Json.Arr) of(row, "signed")).elements();
      cases.add(
          new Signed(
              Codec.of(ReportDoubleVote.class).fromJson(of(row, "report")),
              signed.stream().map(EngineVoteTest::octets).toList()));
    }
    return cases;
  }

  private static Json.Obj vectors() throws IOException {
    return (Json.Obj)
        JsonReader.read(
            Files.readString(
                SharedData.root().resolve("spec/vectors/engine/votes.json"),
                StandardCharsets.UTF_8));
  }

  @Test
  void votesOfTheEngineAreReckonedOctetForOctetAndTheirSignaturesHold() throws Exception {
    Json.Obj vectors = vectors();
    Bytes network = octets(of(vectors, "network"));
    List<Signed> cases = cases(vectors);
    assertEquals(3, cases.size());
    for (Signed signed : cases) {
      assertEquals(
          signed.octets(),
          signed.report().endorsements(network).stream().map(Endorsement::signed).toList());
      assertTrue(signed.hold(network));
    }
  }

  @Test
  void whatWasVotedOnAnotherLedgerShowsNothing() throws Exception {
    for (Signed signed : cases(vectors())) {
      assertFalse(signed.hold(Bytes.copyOf(new byte[32])));
    }
  }
}
