package birthmark.sim.bench;

import java.util.List;

/**
 * What was done and what could have been, in turns, so that a machine that slows down slows both.
 */
final class Rates {
  /** Does the work with some statements; they count when this returns. */
  interface Work {
    void on(List<Makers.Signed> statements) throws Exception;
  }

  private static final double NANOS_A_SECOND = 1e9;

  private final SignatureLimit limit = new SignatureLimit();
  private long statements;
  private long workNanos;
  private long limitNanos;

  /** Has {@code work} done {@code rounds} times on {@code count} statements, the limit between. */
  static Rates of(Makers makers, Settings.Rounds rounds, Work work) throws Exception {
    Rates rates = new Rates();
    for (int i = 0; i < rounds.warmUp(); i++) {
      rates.round(makers.models(rounds.statements()), work);
    }
    rates.forget();
    for (int i = 0; i < rounds.measured(); i++) {
      rates.round(makers.models(rounds.statements()), work);
    }
    return rates;
  }

  /** Forgets what was measured so far: it was to warm up. */
  void forget() {
    statements = 0;
    workNanos = 0;
    limitNanos = 0;
  }

  /** Has {@code work} done once on {@code batch}, half of the limit before and half behind. */
  void round(List<Makers.Signed> batch, Work work) throws Exception {
    limitNanos += limit.nanos(batch.subList(0, batch.size() / 2));
    long start = System.nanoTime();
    work.on(batch);
    workNanos += System.nanoTime() - start;
    limitNanos += limit.nanos(batch.subList(batch.size() / 2, batch.size()));
    statements += batch.size();
  }

  /** Statements a second. */
  double rate() {
    return statements * NANOS_A_SECOND / workNanos;
  }

  /** Signatures a second. */
  double limitRate() {
    return statements * NANOS_A_SECOND / limitNanos;
  }
}
