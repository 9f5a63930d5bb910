package birthmark.node.edge;

import java.time.Duration;

/**
 * How much one may send and hold, and for how long.
 *
 * @param head from the first octet of a request to the end of its header fields
 * @param body from the start of a body to its end
 * @param write for one write to be taken by the other end
 * @param idle between requests of one connection
 * @param connections open at once
 * @param requests in progress at once
 * @param heartbeat between two signs of life in a stream, at most
 * @param streamLife of a stream
 * @param streams open at once
 * @param streamsOfOneReader open at once
 */
public record Limits(
    Duration head,
    Duration body,
    Duration write,
    Duration idle,
    int connections,
    int requests,
    Duration heartbeat,
    Duration streamLife,
    int streams,
    int streamsOfOneReader) {
  /** What a node keeps to unless told otherwise. */
  public static final Limits USUAL =
      new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          16_384,
          4_096,
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          1_000,
          8);
}
