/** Who takes part: organisations and people, what each may do, and the keys each signs with. */
package birthmark.contracts.parties;
