package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a request is answered. */
sealed interface Reply {
  /** The HTTP status. */
  int status();

  /**
   * An answer that is there as a whole.
   *
   * @param status the HTTP status
   * @param mediaType what the octets are
   * @param octets the body
   * @param fields further header fields
   * @param keepAlive whether the connection may be used again
   */
  record Whole(int status, String mediaType, Bytes octets, List<Field> fields, boolean keepAlive)
      implements Reply {
    /** Keeps a copy of the fields. */
    public Whole {
      fields = List.copyOf(fields);
    }

    Whole with(Field field) {
      List<Field> all = new ArrayList<>(fields);
      all.add(field);
      return new Whole(status, mediaType, octets, all, keepAlive);
    }

    /** The same; the connection is closed after it. */
    Whole last() {
      return new Whole(status, mediaType, octets, fields, false);
    }
  }

  /**
   * An answer that goes on until the client leaves or the producer returns.
   *
   * @param mediaType what is sent
   * @param release frees what was taken for it; run once, whatever happens
   * @param producer writes it
   */
  record Stream(String mediaType, Runnable release, Producer producer) implements Reply {
    @Override
    public int status() {
      return 200;
    }
  }

  /** Writes a stream. */
  interface Producer {
    /** Writes to {@code out} and flushes it whenever something should arrive. */
    void produce(OutputStream out) throws IOException, InterruptedException;
  }

  static Whole json(int status, Json json) {
    return text(status, MediaTypes.JSON, JsonWriter.compact(json));
  }

  static Whole json(Json json) {
    return json(200, json);
  }

  static Whole text(int status, String mediaType, String text) {
    return new Whole(
        status, mediaType, Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8)), List.of(), true);
  }

  static Whole octets(int status, String mediaType, Bytes octets) {
    return new Whole(status, mediaType, octets, List.of(), true);
  }

  static Whole octets(String mediaType, Bytes octets) {
    return octets(200, mediaType, octets);
  }

  static Whole problem(Problem problem) {
    Whole reply =
        text(problem.kind().status(), MediaTypes.PROBLEM, JsonWriter.compact(problem.json()));
    return new Whole(reply.status(), reply.mediaType(), reply.octets(), problem.fields(), true);
  }
}
