package birthmark.contracts.things;

import birthmark.codec.Timestamp;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;

/**
 * Why a thing is shut out whatever it runs: its key has a copy.
 *
 * @param key the key
 * @param sequence the number that two statements have
 * @param since the height at which it was shown
 * @param time that block's time
 * @param reporter who showed it
 */
public record Quarantine(KeyId key, long sequence, long since, Timestamp time, Subject reporter) {}
