/** Octets of strangers, led by which code they reach: Jazzer against what reads them. */
package birthmark.node.fuzz;
