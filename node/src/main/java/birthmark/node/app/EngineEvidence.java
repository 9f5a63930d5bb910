package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.contracts.governance.EngineVote;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.contracts.governance.VotePhase;
import birthmark.cose.CoseKey;
import birthmark.json.Json;
import birthmark.node.cometbft.EngineFolder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Evidence of double votes in a block of the engine, in the words of the ledger (CometBFT 0.40,
 * {@code types/evidence.go} as {@code /block} tells it).
 */
final class EngineEvidence {
  private static final String DOUBLE_VOTE = "tendermint/DuplicateVoteEvidence";
  private static final int PREVOTE = 1;

  private EngineEvidence() {}

  /**
   * The reports of those double votes in {@code block} that one of {@code keys} signed; what has
   * another form than expected is none.
   */
  static List<ReportDoubleVote> of(Json block, List<CoseKey> keys) {
    List<ReportDoubleVote> reports = new ArrayList<>();
    Json all = new Field(block).at("block").at("evidence").at("evidence").value();
    if (all instanceof Json.Arr(List<Json> elements)) {
      for (Json each : elements) {
        try {
          Optional<ReportDoubleVote> report = report(new Field(each), keys);
          report.ifPresent(reports::add);
        } catch (IllegalArgumentException | DateTimeException e) {
          System.getLogger(EngineEvidence.class.getName())
              .log(
                  System.Logger.Level.WARNING,
                  "Evidence of the engine could not be read: {0}",
                  e.getMessage());
        }
      }
    }
    return List.copyOf(reports);
  }

  private static Optional<ReportDoubleVote> report(Field evidence, List<CoseKey> keys) {
    if (!evidence.at("type").value().equals(new Json.Text(DOUBLE_VOTE))) {
      return Optional.empty();
    }
    Field first = evidence.at("value").at("vote_a");
    Field second = evidence.at("value").at("vote_b");
    String address = first.at("validator_address").text();
    VotePhase phase =
        first.at("type").number() == PREVOTE ? VotePhase.PREVOTE : VotePhase.PRECOMMIT;
    return keys.stream()
        .filter(key -> EngineFolder.address(key).equalsIgnoreCase(address))
        .findFirst()
        .map(
            key ->
                new ReportDoubleVote(
                    key,
                    phase,
                    Long.parseLong(first.at("height").text()),
                    first.at("round").number(),
                    vote(first),
                    vote(second)));
  }

  private static EngineVote vote(Field vote) {
    Field block = vote.at("block_id");
    Field parts = block.at("parts");
    Optional<EngineVote.Block> votedFor =
        block.at("hash").text().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new EngineVote.Block(hash(block), parts.at("total").number(), hash(parts)));
    Instant made = Instant.parse(vote.at("timestamp").text());
    return new EngineVote(
        votedFor,
        made.getEpochSecond(),
        made.getNano(),
        Bytes.ofOwned(Base64.getDecoder().decode(vote.at("signature").text())));
  }

  private static Bytes hash(Field of) {
    return Bytes.fromHex(of.at("hash").text());
  }

  /** A value, and what it holds. */
  private record Field(Json value) {
    Field at(String name) {
      return new Field(
          value instanceof Json.Obj object
              ? object.member(name).orElse(new Json.Null())
              : new Json.Null());
    }

    String text() {
      if (value instanceof Json.Text(String text)) {
        return text;
      }
      throw new IllegalArgumentException("text is missing in the engine's evidence");
    }

    long number() {
      if (value instanceof Json.Int(long number)) {
        return number;
      }
      throw new IllegalArgumentException("a number is missing in the engine's evidence");
    }
  }
}
