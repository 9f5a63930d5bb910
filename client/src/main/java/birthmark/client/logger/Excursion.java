package birthmark.client.logger;

import birthmark.codec.Timestamp;
import birthmark.contracts.samples.SignedDecimal;

/**
 * Readings in a row that are out of limits.
 *
 * @param first when the first of them was taken, by the device's clock
 * @param last when the last was
 * @param readings how many they are
 * @param lowest the lowest, in degrees Celsius
 * @param highest the highest
 */
public record Excursion(
    Timestamp first, Timestamp last, int readings, SignedDecimal lowest, SignedDecimal highest) {}
