package birthmark.node.submit;

import birthmark.bytes.Bytes;
import java.util.concurrent.CompletableFuture;

/** The way in for statements. */
public interface Submission {
  /**
   * Takes a statement and answers once it is decided and synced, or at once where it cannot be
   * ordered.
   *
   * <p>The future never fails for whatever the octets hold; submitting the same statement again
   * gives the first answer.
   *
   * @param statement an encoded statement
   */
  CompletableFuture<Answer> submit(Bytes statement);
}
