/**
 * The command line: turns arguments into calls of the client library and answers into text or JSON.
 */
package birthmark.client.cli;
