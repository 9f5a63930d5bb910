package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.node.engine.Admission;
import birthmark.node.engine.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Statements on their way between replicas: what others are told of, and what they tell. */
final class PassingOn {
  /** Octets of a bundle that is passed on, and how many at once. */
  private static final int BUNDLE_OCTETS = 256 << 10;

  private static final int BUNDLES_AT_ONCE = 16;

  /** What was passed on and is in no block after so many heights is passed on again. */
  private static final long TELL_AGAIN_HEIGHTS = 8;

  /** The most octets that were passed on to this node and are not looked at yet. */
  private static final long ARRIVING_OCTETS_MAX = 32L << 20;

  /** How often, by the time of blocks, it is looked for what expired. */
  private static final long LOOK_MILLIS = Duration.ofSeconds(10).toMillis();

  private static final System.Logger LOG = System.getLogger(PassingOn.class.getName());

  private final Pool pool;
  private final Admission admission;
  private final Executor workers;
  private final AtomicLong arriving = new AtomicLong();
  private long looked;

  /**
   * To and from {@code pool}.
   *
   * @param admission looks at what other replicas send
   * @param workers one thread a core, for that
   */
  PassingOn(Pool pool, Admission admission, Executor workers) {
    this.pool = pool;
    this.admission = admission;
    this.workers = workers;
  }

  /**
   * What the other replicas are told of.
   *
   * @param height the engine's height now
   */
  List<Bytes> tellings(long height) {
    return pool.tellings(height, BUNDLE_OCTETS, BUNDLES_AT_ONCE);
  }

  /**
   * A block was decided: what was passed on long before is passed on again, and what expired is
   * passed on no more.
   *
   * @return those who waited for what expired
   */
  List<Pool.Answered> decided(long height, Execution.Decided block) {
    List<Pool.Answered> expired = List.of();
    if (block.time().millis() - looked >= LOOK_MILLIS) {
      looked = block.time().millis();
      expired = pool.expired(block);
    }
    pool.tellAgain(height - TELL_AGAIN_HEIGHTS);
    return expired;
  }

  /**
   * Takes a bundle in; it is looked at later, since the engine reads nothing else meanwhile.
   *
   * @return the code that the engine is told
   */
  int arrived(Bytes tx) {
    Optional<Bundle> bundle = Bundle.decode(tx);
    if (bundle.isEmpty() || !(bundle.get() instanceof Bundle.Statements(List<Bytes> statements))) {
      return Response.REFUSED;
    }
    int octets = tx.length();
    if (arriving.addAndGet(octets) > ARRIVING_OCTETS_MAX) {
      arriving.addAndGet(-octets);
      return Response.LATER;
    }
    try {
      workers.execute(
          () -> {
            try {
              statements.forEach(this::admit);
            } finally {
              arriving.addAndGet(-octets);
            }
          });
      return Response.OK;
    } catch (RejectedExecutionException e) {
      arriving.addAndGet(-octets);
      return Response.LATER;
    }
  }

  private void admit(Bytes octets) {
    try {
      if (!pool.has(octets)) {
        admission.passedOn(octets).ifPresent(pool::admit);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A statement that was passed on is left out.", e);
    }
  }
}
