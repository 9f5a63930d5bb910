package birthmark.node.edge;

import java.time.Duration;

/**
 * How much one may send and hold, and for how long.
 *
 * @param head from the first octet of a request to the end of its header fields
 * @param body from the start of a body to its end
 * @param write for one write to be taken by the other end
 * @param idle between requests of one connection
 * @param linger for what a client still sends after its answer
 * @param connections open at once
 * @param connectionsOfOnePeer open at once from one address
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
    Duration linger,
    int connections,
    int connectionsOfOnePeer,
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
          Duration.ofSeconds(2),
          16_384,
          256,
          4_096,
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          1_000,
          8);
}
