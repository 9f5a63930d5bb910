/** Things that happen by themselves, and some that fail: a contract for tests of duties. */
package birthmark.testing.timers;
