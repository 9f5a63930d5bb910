/** X.509 certificates of makers' authorities: a strict reader, and which chain holds when. */
package birthmark.x509;
