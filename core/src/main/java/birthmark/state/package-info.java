/**
 * Tables: what the ledger knows, as typed records under ordered keys, read through a view and
 * changed by writes.
 */
package birthmark.state;
