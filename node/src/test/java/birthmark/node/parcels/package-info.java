/** A ledger in memory with one small contract, for tests of what stands on a ledger. */
package birthmark.node.parcels;
