package birthmark.gateway.mqtt;

import birthmark.client.sdk.Notices;
import java.time.Duration;

/** Notices of what strangers cause: a few a second, and how many more there were. */
final class FewNotices implements Notices {
  private static final int EACH_SECOND = 5;

  private final Notices notices;
  private long since = System.nanoTime();
  private int said;
  private long unsaid;

  FewNotices(Notices notices) {
    this.notices = notices;
  }

  @Override
  public synchronized void say(String sentence) {
    if (System.nanoTime() - since > Duration.ofSeconds(1).toNanos()) {
      since = System.nanoTime();
      said = 0;
      if (unsaid > 0) {
        notices.say(unsaid + " more refusals like the last ones.");
        unsaid = 0;
      }
    }
    if (said < EACH_SECOND) {
      said++;
      notices.say(sentence);
    } else {
      unsaid++;
    }
  }
}
