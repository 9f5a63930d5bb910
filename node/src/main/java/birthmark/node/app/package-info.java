/** The node's wiring: reads the settings, builds every part by hand, starts and stops them. */
package birthmark.node.app;
