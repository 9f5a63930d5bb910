package birthmark.contracts.samples;

/**
 * Methods of a percentile {@code p} of {@code n} values in ascending order.
 *
 * <p>The first four start from the position {@code np} of the Lead and Copper Rule (40 CFR
 * 141.80(c)(3)). The others are the nine of Hyndman and Fan, Sample Quantiles in Statistical
 * Packages, The American Statistician 50 (1996), as the software R numbers them.
 */
public enum PercentileMethod {
  /** The value at {@code np}, rounded to the nearest rank, half up. */
  NEAREST_RANK,
  /** The value at {@code np}, rounded down. */
  FLOOR_RANK,
  /** The value at {@code np}, rounded up. */
  CEILING_RANK,
  /** Between the two values around {@code np}, in proportion. */
  INTERPOLATED,
  /** The inverse of the empirical distribution. */
  R_1,
  /** The same, with the mean of two values where it jumps. */
  R_2,
  /** The value nearest to {@code np}, half to the even rank. */
  R_3,
  /** Linear at {@code np}. */
  R_4,
  /** Linear at {@code np + 1/2}. */
  R_5,
  /** Linear at {@code (n + 1)p}. */
  R_6,
  /** Linear at {@code (n - 1)p + 1}. */
  R_7,
  /** Linear at {@code (n + 1/3)p + 1/3}. */
  R_8,
  /** Linear at {@code (n + 1/4)p + 3/8}. */
  R_9
}
