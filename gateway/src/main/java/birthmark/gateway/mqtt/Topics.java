package birthmark.gateway.mqtt;

import birthmark.contracts.things.ThingId;
import birthmark.gateway.admission.Segment;

/** Which topics a thing may use: those below its own name, as far as its segment goes. */
final class Topics {
  private static final String ROOT = "things/";
  private static final String ATTESTATION = "attest/";
  private static final String UPDATE = "update/";

  private Topics() {}

  /** Where the topics of {@code thing} begin. */
  static String of(ThingId thing) {
    return ROOT + thing + "/";
  }

  /**
   * Whether {@code thing} may publish to {@code topic}, or subscribe to it if it is a filter, with
   * what {@code segment} allows.
   */
  static boolean allows(ThingId thing, Segment segment, String topic) {
    String own = of(thing);
    if (!topic.startsWith(own)) {
      return false;
    }
    return switch (segment) {
      case NONE -> false;
      case ATTESTATION -> topic.startsWith(ATTESTATION, own.length());
      case NARROW ->
          topic.startsWith(ATTESTATION, own.length()) || topic.startsWith(UPDATE, own.length());
      case WHOLE -> true;
    };
  }
}
