/** The smallest contract that uses everything a contract has; CONTRIBUTING shows it. */
package birthmark.testing.notes;
