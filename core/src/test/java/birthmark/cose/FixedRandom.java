package birthmark.cose;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.Random;

/** Randomness that repeats, so that test keys are the same each time. */
public final class FixedRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1L;

  private final Random seeded;

  public FixedRandom(long seed) {
    seeded = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    seeded.nextBytes(bytes);
  }
}
