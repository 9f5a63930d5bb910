package birthmark.testing;

import java.security.SecureRandom;
import java.util.Random;

/** A source of keys that gives the same ones in every run: for tests, never for anything else. */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final Random random;

  /** The source that {@code seed} names. */
  public SeededRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
