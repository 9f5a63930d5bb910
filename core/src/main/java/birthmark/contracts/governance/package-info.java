/** The contract about the ledger itself: replicas, what they decide together, and the rules. */
package birthmark.contracts.governance;
