/** The contract about makers' certificate authorities and the certificates that bind devices. */
package birthmark.contracts.authorities;
