/**
 * Admission: evidence of what a thing runs, the verdict on it, and whether the thing may be on its
 * operator's network now.
 */
package birthmark.contracts.admission;
