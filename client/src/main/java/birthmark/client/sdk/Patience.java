package birthmark.client.sdk;

import java.time.Duration;

/**
 * How long a client goes on asking, and how it spreads its questions.
 *
 * @param whole how long it goes on in all
 * @param connect how long a connection may take
 * @param each how long one answer may take
 * @param firstPause the pause before the second attempt, doubled each time up to eight times
 */
public record Patience(Duration whole, Duration connect, Duration each, Duration firstPause) {
  /** What suits a person who waits at a terminal. */
  public static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMillis(250));

  /** The pause after {@code failures} failures. */
  Duration pause(int failures) {
    return firstPause.multipliedBy(1L << Math.min(failures - 1, 3));
  }
}
