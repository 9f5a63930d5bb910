/**
 * The two trees that make one root stand for everything: the RFC 9162 log tree and the ordered
 * state tree.
 */
package birthmark.merkle;
