package birthmark.client.logger;

import birthmark.contracts.samples.SignedDecimal;
import java.util.List;

/**
 * A day of a logger's history, as the device has it.
 *
 * @param date the day by its clock, such as 2022-06-08
 * @param lowest the lowest, in degrees Celsius
 * @param highest the highest
 * @param mean the mean, to the device's one place
 * @param alarms what came of each limit that it watches, in their order
 */
public record Day(
    String date,
    SignedDecimal lowest,
    SignedDecimal highest,
    SignedDecimal mean,
    List<Passed> alarms) {
  /**
   * For how long a limit was passed on a day.
   *
   * @param minutes how many minutes
   * @param raised whether the device raised the alarm
   */
  public record Passed(long minutes, boolean raised) {}
}
