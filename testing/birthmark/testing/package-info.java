/** What tests of every module share: where the test data lies. */
package birthmark.testing;
