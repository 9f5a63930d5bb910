package birthmark.client.sdk;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * This machine's clock, set by what the node's answers say (RFC 9110 §6.6.1) where the two are
 * apart.
 */
final class NodeClock {
  /** Less is the time that answers travel, and what a {@code Date} without fractions leaves out. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private volatile Duration offset = Duration.ZERO;

  Instant now() {
    return Instant.now().plus(offset);
  }

  void heard(Optional<String> date) {
    if (date.isEmpty()) {
      return;
    }
    try {
      Instant theirs =
          ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration apart = Duration.between(Instant.now(), theirs);
      offset = apart.abs().compareTo(TOLERANCE) > 0 ? apart : Duration.ZERO;
    } catch (DateTimeException e) {
      offset = Duration.ZERO; // a date that is none says nothing
    }
  }
}
