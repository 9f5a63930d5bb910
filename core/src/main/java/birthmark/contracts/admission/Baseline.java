package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;

/**
 * The settings an operator wants its things of one model to have.
 *
 * @param settings SHA-256 of the settings
 * @param label the operator's name for them, such as a site
 * @param set when they were set
 */
public record Baseline(
    @Length(min = 32, max = 32) Bytes settings,
    @Length(min = 1, max = 80) String label,
    Timestamp set) {}
