/**
 * Samples that cannot vanish: rules, plans, custody, results, exclusions and the figures that
 * follow.
 */
package birthmark.contracts.samples;
