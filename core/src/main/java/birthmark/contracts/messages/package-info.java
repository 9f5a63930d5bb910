/** The contract about what things may tell each other, and what they told. */
package birthmark.contracts.messages;
