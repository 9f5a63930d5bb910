/** Attestation on the wire: challenge, evidence, and a result in the form of AR4SI. */
@NullMarked
package birthmark.gateway.attestation;

import org.jspecify.annotations.NullMarked;
