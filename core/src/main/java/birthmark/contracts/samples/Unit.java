package birthmark.contracts.samples;

/**
 * Units that a rule can be in. A result is in the unit of its rule, or refused: nothing is
 * converted silently.
 */
public enum Unit {
  /** Parts per million by mass. */
  PPM,
  /** Parts per billion by mass. */
  PPB,
  /** Parts per trillion by mass. */
  PPT,
  /** Milligrams in a litre. */
  MILLIGRAMS_PER_LITRE,
  /** Micrograms in a litre. */
  MICROGRAMS_PER_LITRE,
  /** Nanograms in a litre. */
  NANOGRAMS_PER_LITRE,
  /** Micrograms in a cubic metre. */
  MICROGRAMS_PER_CUBIC_METRE,
  /** Becquerels in a litre. */
  BECQUERELS_PER_LITRE,
  /** Colony-forming units in 100 millilitres. */
  COLONIES_PER_100_MILLILITRES,
  /** Degrees Celsius. */
  DEGREES_CELSIUS
}
