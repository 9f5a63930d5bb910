/**
 * Samples from a file held against a rule: the figures with and without what was left out, in words
 * and as a picture.
 */
package birthmark.client.replay;
