package birthmark.gateway.mqtt;

import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.things.ThingId;
import birthmark.gateway.admission.Segment;
import java.util.Optional;

/**
 * Which topics a thing may use: those below its own name, as far as its segment and what its maker
 * and operator say of its model go.
 */
public final class Topics {
  private static final String ROOT = "things/";
  private static final String ATTESTATION = "attest/";
  private static final String UPDATE = "update/";

  /** What passes here is bounded by agreements. */
  private static final String MESSAGES = "messages/";

  private Topics() {}

  /** Where the topics of {@code thing} begin. */
  static String of(ThingId thing) {
    return ROOT + thing + "/";
  }

  /**
   * Whether {@code thing} may publish to {@code topic}, or subscribe to it if it is a filter, with
   * what {@code segment} and {@code usage} allow.
   */
  public static boolean allows(
      ThingId thing,
      Segment segment,
      Optional<Usage> usage,
      TopicUse.Direction direction,
      String topic) {
    if (!topic.startsWith(of(thing))) {
      return false;
    }
    String own = topic.substring(of(thing).length());
    return switch (segment) {
      case NONE -> false;
      case ATTESTATION -> own.startsWith(ATTESTATION);
      case NARROW -> own.startsWith(ATTESTATION) || own.startsWith(UPDATE);
      case WHOLE ->
          own.startsWith(ATTESTATION)
              || own.startsWith(UPDATE)
              || own.startsWith(MESSAGES)
              || usage.isEmpty()
              || usage.get().topics().stream()
                  .anyMatch(use -> use.direction() == direction && covers(use.filter(), own));
    };
  }

  /** Whether whatever matches the topic or filter {@code narrow} matches {@code wide} as well. */
  static boolean covers(String wide, String narrow) {
    String[] allowed = wide.split("/", -1);
    String[] asked = narrow.split("/", -1);
    for (int i = 0; i < allowed.length; i++) {
      if (allowed[i].equals("#")) {
        return true;
      }
      if (i >= asked.length || asked[i].equals("#")) {
        return false;
      }
      if (!allowed[i].equals("+") && !allowed[i].equals(asked[i])) {
        return false;
      }
    }
    return allowed.length == asked.length;
  }
}
