package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON (RFC 8259): what is read, written and read again is the same. */
final class JsonTarget implements Target {
  @Override
  public List<Bytes> seeds() {
    return List.of(
        octets("{\"key\":\"ab\",\"sequence\":7,\"list\":[true,false,null,-1,\"\\u00e9\\n\"]}"),
        octets("[[[[{}]]],9007199254740993]"));
  }

  private static Bytes octets(String text) {
    return Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void read(Bytes octets) {
    Json value;
    try {
      value = JsonReader.read(octets);
    } catch (JsonException e) {
      return;
    }
    Target.require(
        JsonReader.read(JsonWriter.compact(value)).equals(value), "what is written is read again");
  }
}
