package birthmark.client.replay;

import java.util.Optional;

/**
 * A result in a file.
 *
 * @param sample its name
 * @param millionths the value in millionths of the unit; what was not detected is 0
 * @param leftOut why it is left out, if it is
 */
public record Measurement(String sample, long millionths, Optional<String> leftOut) {}
