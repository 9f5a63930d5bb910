package birthmark.client.sdk;

import birthmark.json.Json;

/** What became of a statement. */
public sealed interface Answer {
  /**
   * It took effect.
   *
   * @param statement its id in hexadecimal
   * @param index its log index
   * @param height the block that holds it
   * @param repeated whether it had been answered before
   * @param json the whole answer
   */
  record Committed(String statement, long index, long height, boolean repeated, Json.Obj json)
      implements Answer {}

  /**
   * It is refused and changed nothing.
   *
   * @param problem why
   */
  record Refused(Problem problem) implements Answer {}
}
