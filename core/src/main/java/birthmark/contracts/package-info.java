/** The contracts of the ledger under their numbers. */
package birthmark.contracts;
