package birthmark.contracts.admission;

import birthmark.codec.Length;

/**
 * A topic of messages that things may use.
 *
 * @param direction how
 * @param filter which, as a filter of MQTT below the thing's own topic
 */
public record TopicUse(Direction direction, @Length(min = 1, max = 200) String filter) {
  /** How a topic is used. */
  public enum Direction {
    /** What the thing says. */
    PUBLISH,
    /** What it listens to. */
    SUBSCRIBE
  }
}
