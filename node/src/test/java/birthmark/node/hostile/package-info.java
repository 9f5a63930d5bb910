/** What a node makes of clients that mean it no good, and of those that make mistakes. */
package birthmark.node.hostile;
