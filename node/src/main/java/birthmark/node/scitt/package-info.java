/** The HTTP interface of SCITT (SCRAPI): signed statements of others in, receipts out. */
package birthmark.node.scitt;
