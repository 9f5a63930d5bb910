package birthmark.node.cometbft;

import birthmark.codec.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps a replica from voting twice whose record of its votes is lost, with its disk, say: it
 * follows the others and votes again once a block was made well after it began to. Whatever it had
 * voted on before was then below that block.
 */
final class Abstention {
  /** Clocks may differ by so much. */
  private static final Duration SKEW = Duration.ofSeconds(10);

  /** It votes again above so many more heights. */
  private static final long MARGIN_HEIGHTS = 5;

  private static final System.Logger LOG = System.getLogger(Abstention.class.getName());

  private final Path home;
  private Optional<Timestamp> since = Optional.empty();
  private OptionalLong from = OptionalLong.empty();

  Abstention(Path home) {
    this.home = home;
  }

  /** Sees to it that the engine, which does not run, votes on nothing that it may have voted on. */
  synchronized void prepare(Timestamp now) throws IOException {
    if (from.isPresent()) {
      EngineFolder.voteAbove(home, from.getAsLong());
      LOG.log(
          System.Logger.Level.INFO,
          "This replica votes again above the engine''s height {0}.",
          String.valueOf(from.getAsLong()));
      from = OptionalLong.empty();
      since = Optional.empty();
    } else if (!Files.exists(EngineFolder.votes(home)) || EngineFolder.votesNever(home)) {
      EngineFolder.voteAbove(home, EngineFolder.NEVER);
      since = Optional.of(now);
      LOG.log(
          System.Logger.Level.WARNING,
          "What this replica voted on is not known any more: it follows the others without a vote"
              + " until a block is {0} s younger than this start.",
          String.valueOf(SKEW.toSeconds()));
    }
  }

  /** Takes note of a block; whether the engine is now to be started anew, to vote again. */
  synchronized boolean isOver(long height, Timestamp time) {
    if (since.isEmpty()
        || from.isPresent()
        || time.millis() - since.get().millis() < SKEW.toMillis()) {
      return false;
    }
    from = OptionalLong.of(height + MARGIN_HEIGHTS);
    return true;
  }
}
