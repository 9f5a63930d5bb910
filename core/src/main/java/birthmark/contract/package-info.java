/**
 * What a contract is: transactions, one pure decision, facts, refusals, tables and a surface, all
 * declared as data.
 */
package birthmark.contract;
