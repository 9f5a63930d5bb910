/**
 * JSON without fractions: the form in which people and their programs see what the ledger holds.
 */
package birthmark.json;
