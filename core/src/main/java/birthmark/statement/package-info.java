/**
 * A statement: one transaction, signed by one key for one network, with a number that counts once.
 */
package birthmark.statement;
