/** Content that is sealed to a party: whose eyes it is for, and that it was committed when. */
package birthmark.contracts.content;
