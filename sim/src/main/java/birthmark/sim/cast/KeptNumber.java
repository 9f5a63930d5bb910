package birthmark.sim.cast;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.HighestNumber;
import java.util.OptionalLong;

/** The highest number of a simulated client, on a disk of its own that never fails. */
final class KeptNumber implements HighestNumber {
  private OptionalLong highest;

  KeptNumber(OptionalLong highest) {
    this.highest = highest;
  }

  OptionalLong highest() {
    return highest;
  }

  @Override
  public OptionalLong update(Step step) throws ClientException {
    OptionalLong next = step.next(highest);
    if (next.isPresent() && (highest.isEmpty() || next.getAsLong() > highest.getAsLong())) {
      highest = next;
    }
    return highest;
  }

  @Override
  public String place() {
    return "a simulated disk";
  }
}
