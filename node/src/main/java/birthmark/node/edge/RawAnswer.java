package birthmark.node.edge;

import birthmark.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/** A problem as the octets of a whole HTTP/1.1 answer, for where no request was read. */
final class RawAnswer {
  private RawAnswer() {}

  /** The answer that tells {@code problem} and closes the connection. */
  static byte[] of(Problem problem) {
    Reply.Whole reply = Reply.problem(problem);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(reply.status())
            .append(' ')
            .append(problem.kind().title());
    reply
        .fields()
        .forEach(
            field -> head.append("\r\n").append(field.name()).append(": ").append(field.value()));
    head.append("\r\nContent-Type: ")
        .append(reply.mediaType())
        .append("\r\nContent-Length: ")
        .append(reply.octets().length())
        .append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
    return Bytes.ofOwned(head.toString().getBytes(StandardCharsets.US_ASCII))
        .concat(reply.octets())
        .unsafe();
  }
}
