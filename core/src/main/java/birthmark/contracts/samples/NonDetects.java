package birthmark.contracts.samples;

/** What a result below its detection limit counts as. */
public enum NonDetects {
  /** As nothing, as the Lead and Copper Rule has it (40 CFR 141.89(a)(4)). */
  AS_ZERO,
  /** As half of the detection limit, six places half up. */
  AS_HALF_THE_LIMIT,
  /** As the detection limit. */
  AS_THE_LIMIT
}
