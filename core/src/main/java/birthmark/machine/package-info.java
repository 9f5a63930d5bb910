/** The pure function at the centre: (state, block) to writes, facts, outcomes and the next seal. */
package birthmark.machine;
