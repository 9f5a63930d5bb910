/** One file about one thing: its whole history and where it stands, checked without a network. */
package birthmark.bundle;
