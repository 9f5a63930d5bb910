package birthmark.sim.cast;

import birthmark.contract.Transaction;

/**
 * What somebody wants.
 *
 * @param key whose key is to sign it
 * @param transaction what is wanted
 */
public record Intention(SeededKey key, Transaction transaction) {}
