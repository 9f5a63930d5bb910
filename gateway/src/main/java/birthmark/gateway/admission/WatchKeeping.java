package birthmark.gateway.admission;

import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.client.sdk.Signer;
import birthmark.contracts.admission.AdmissionTransaction;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The gateway's signs of life on the ledger, while it decides: three in the time after which its
 * silence is an alarm.
 */
public final class WatchKeeping implements AutoCloseable {
  private static final Duration VALIDITY = Duration.ofMinutes(2);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int SIGNS = 3;

  private final Signer signer;
  private final Duration within;
  private final BooleanSupplier deciding;
  private final Notices notices;
  private final Thread thread;
  private volatile boolean begun;

  /** Signs by {@code signer} while {@code deciding}, so as to be heard of {@code within} a time. */
  public WatchKeeping(Signer signer, Duration within, BooleanSupplier deciding, Notices notices) {
    this.signer = signer;
    this.within = within;
    this.deciding = deciding;
    this.notices = notices;
    this.thread = Thread.ofVirtual().name("watch").unstarted(this::run);
  }

  /** Begins, unless no time is set. */
  public void start() {
    if (!within.isZero()) {
      thread.start();
    }
  }

  private void run() {
    boolean told = false;
    while (true) {
      Duration pause = AGAIN;
      try {
        if (deciding.getAsBoolean()) {
          if (signer.submit(new AdmissionTransaction.KeepWatch(within.toSeconds()), VALIDITY)
              instanceof Answer.Refused refused) {
            notices.say(
                "The ledger does not take the gateway's sign of life: "
                    + refused.problem().detail());
            return;
          }
          begun = true;
          told = false;
          pause = within.dividedBy(SIGNS);
        }
      } catch (ClientException e) {
        if (!told) {
          notices.say("No node takes the gateway's sign of life now: " + e.what() + ".");
          told = true;
        }
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Ends the watch by the gateway's own word, if a node is within reach. */
  @Override
  public void close() {
    thread.interrupt();
    if (begun) {
      try {
        signer.submit(new AdmissionTransaction.KeepWatch(0), VALIDITY);
      } catch (ClientException e) {
        notices.say("The ledger was not told that the gateway stops: " + e.what() + ".");
      }
    }
  }
}
