package birthmark.node.edge;

import birthmark.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A problem as the octets of a whole HTTP/1.1 answer, for where no request was read. */
final class RawAnswer {
  private RawAnswer() {}

  /** The answer that tells {@code problem} and closes the connection. */
  static byte[] of(Problem problem) {
    byte[] body = JsonWriter.compact(problem.json()).getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(problem.kind().status())
            .append(' ')
            .append(problem.kind().title());
    problem
        .fields()
        .forEach(
            field -> head.append("\r\n").append(field.name()).append(": ").append(field.value()));
    head.append("\r\nContent-Type: ")
        .append(MediaTypes.PROBLEM)
        .append("\r\nContent-Length: ")
        .append(body.length)
        .append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }
}
