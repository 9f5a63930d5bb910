/** Octet strings and SHA-256: what every other package is written in. */
package birthmark.bytes;
