/** Firmware releases: who published which image of a model, and which may no longer run. */
package birthmark.contracts.firmware;
