package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.cose.KeyId;

/** Told of what an operator should look at though nothing on the ledger shows it. */
public interface Alarms {
  /**
   * A statement that cannot count although it is truly its key's: a copy of the key, or a client
   * that was restored from a backup.
   *
   * @param key the key
   * @param sequence the statement's number
   * @param statement the statement's id
   * @param sentence what was seen
   */
  record Alarm(KeyId key, long sequence, Bytes statement, String sentence) {}

  /** Raises an alarm; it returns at once. */
  void raise(Alarm alarm);
}
