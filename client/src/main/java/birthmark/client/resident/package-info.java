/**
 * What a resident holds in hand: a bottle's label, and a page in plain words about the sample in it
 * and what came of it.
 */
package birthmark.client.resident;
