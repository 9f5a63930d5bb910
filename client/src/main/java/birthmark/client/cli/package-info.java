/**
 * The command line: turns arguments into calls of the client library and answers into text or JSON.
 */
@NullMarked
package birthmark.client.cli;

import org.jspecify.annotations.NullMarked;
