/** Signed statements of others (SCITT, RFC 9943): who registered which, and by which policy. */
package birthmark.contracts.registrations;
