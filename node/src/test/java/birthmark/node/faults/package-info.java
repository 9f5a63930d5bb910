/**
 * Real nodes on machines that fail: processes that are killed, disks that lose, fill up or stop.
 */
package birthmark.node.faults;
