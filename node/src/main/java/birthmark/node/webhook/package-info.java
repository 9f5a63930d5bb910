/**
 * Facts told to those who signed up at this node: where they said, signed, and never to addresses
 * inside.
 */
package birthmark.node.webhook;
