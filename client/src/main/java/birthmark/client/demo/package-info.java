/**
 * The story of a thing: a node, a maker, an operator and three cameras, each a process with keys of
 * its own.
 */
package birthmark.client.demo;
