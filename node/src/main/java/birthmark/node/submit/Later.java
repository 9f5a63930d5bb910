package birthmark.node.submit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Has things done after a while. */
public interface Later {
  /** By the clock of this machine, on a thread of its own. */
  Later SYSTEM =
      (millis, task) ->
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
              .execute(task);

  /** Has {@code task} done {@code millis} from now. */
  void after(long millis, Runnable task);
}
