/**
 * What may be read of the state, as answers that carry their own proof: the rows that an answer
 * follows from, so that whoever holds them runs the same read again and gets the same answer.
 */
package birthmark.answer;
