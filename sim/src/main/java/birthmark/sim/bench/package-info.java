/**
 * The bench: what a node does a second and how long it takes, each beside the physical limit
 * measured in the same run.
 */
package birthmark.sim.bench;
