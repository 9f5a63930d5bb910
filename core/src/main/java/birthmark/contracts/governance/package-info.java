/** The contract about the ledger itself: which rules decide from which height on. */
package birthmark.contracts.governance;
