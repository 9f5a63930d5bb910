/** Classes with one leak each, which the determinism test must find. */
package birthmark.determinism.leaks;
