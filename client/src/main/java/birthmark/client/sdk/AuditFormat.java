package birthmark.client.sdk;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** How a fact is written for what collects logs. */
public enum AuditFormat {
  /** One JSON object a line. */
  JSONL {
    @Override
    public String line(String ledger, Json.Obj fact) {
      return JsonWriter.compact(fact);
    }
  },
  /**
   * A syslog message (RFC 5424): facility log audit, severity alert for an alarm and else notice,
   * the ledger's name as host, contract and fact as message id, the fact's place as structured data
   * under the enterprise number of examples (RFC 5612), its value in JSON.
   */
  SYSLOG {
    @Override
    public String line(String ledger, Json.Obj fact) {
      boolean alarm = fact.member("alarm").orElse(new Json.Null()).equals(new Json.Bool(true));
      String kind = text(fact, "contract") + "." + text(fact, "fact");
      StringBuilder data = new StringBuilder("[birthmark@32473");
      for (String name : new String[] {"position", "index", "statement", "contract", "fact"}) {
        String value = text(fact, name);
        if (!value.isEmpty()) {
          data.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
        }
      }
      Json value = fact.member("value").orElse(new Json.Null());
      return "<"
          + (FACILITY_LOG_AUDIT * 8 + (alarm ? SEVERITY_ALERT : SEVERITY_NOTICE))
          + ">1 "
          + (text(fact, "time").isEmpty() ? "-" : text(fact, "time"))
          + " "
          + header(ledger, 255)
          + " birthmark - "
          + header(kind, 32)
          + " "
          + data.append(']')
          + " \uFEFF"
          + JsonWriter.compact(value);
    }
  };

  private static final int FACILITY_LOG_AUDIT = 13;
  private static final int SEVERITY_ALERT = 1;
  private static final int SEVERITY_NOTICE = 5;

  /** The line for {@code fact} of the ledger called {@code ledger}, without its end. */
  public abstract String line(String ledger, Json.Obj fact);

  /** The octets of {@code line} as syslog over TCP has them: behind their number (RFC 6587). */
  public static byte[] framed(String line) {
    byte[] octets = line.getBytes(StandardCharsets.UTF_8);
    byte[] length = (octets.length + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[length.length + octets.length];
    System.arraycopy(length, 0, framed, 0, length.length);
    System.arraycopy(octets, 0, framed, length.length, octets.length);
    return framed;
  }

  private static String text(Json.Obj fact, String name) {
    return switch (fact.member(name).orElse(new Json.Null())) {
      case Json.Text text -> text.value();
      case Json.Int number -> String.valueOf(number.value());
      default -> "";
    };
  }

  /** Printable ASCII without spaces, at most {@code max} of it. */
  private static String header(String text, int max) {
    StringBuilder kept = new StringBuilder();
    text.chars().filter(c -> c > ' ' && c < 0x7f).limit(max).forEach(c -> kept.append((char) c));
    return kept.isEmpty() ? "-" : kept.toString();
  }

  /** A value of structured data: three characters are escaped (RFC 5424 §6.3.3). */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
  }
}
