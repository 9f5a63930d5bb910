/**
 * Which checkpoints are final: replica sets followed from the genesis, and witnesses that a reader
 * names.
 */
package birthmark.finality;
