package birthmark.cose;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What core needs of a verifier; every one accepts exactly the same signatures and keys.
 *
 * <ul>
 *   <li>Ed25519: 64 octets; S below the group's order and R the canonical encoding of a point; the
 *       cofactorless equation of RFC 8032 §5.1.7.
 *   <li>ES256, ES384, ES512: r and s in full length, big-endian, each from 1 to the order less 1; s
 *       may be in the upper half.
 *   <li>ML-DSA-65: pure, empty context, 3,309 octets (FIPS 204).
 * </ul>
 *
 * <p>A verifier may be used by several threads at once.
 */
public interface Signatures {
  /**
   * Whether {@code signature} is one of {@code key} over {@code signed} by {@code algorithm};
   * false, never an exception, for whatever is malformed or does not fit together.
   */
  boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature);

  /**
   * Whether {@code signature} is one of {@code key} over {@code signed} by the key's own algorithm.
   */
  default boolean verify(CoseKey key, Bytes signed, Bytes signature) {
    Optional<Algorithm> algorithm = key.signingAlgorithm();
    return algorithm.isPresent() && verify(algorithm.get(), key, signed, signature);
  }

  /**
   * Something that is said to be signed.
   *
   * @param algorithm by which algorithm
   * @param key by which key
   * @param octets what
   * @param signature the signature
   */
  record Signed(Algorithm algorithm, CoseKey key, Bytes octets, Bytes signature) {}

  /**
   * Whether each of {@code all} is signed, in their order: as {@link #verify} says, for verifiers
   * that do several at once.
   */
  default List<Boolean> verifyAll(List<Signed> all) {
    return all.stream()
        .map(each -> verify(each.algorithm(), each.key(), each.octets(), each.signature()))
        .toList();
  }

  /** Why {@code key} is not sound; empty if it is. */
  Optional<KeyFault> faultOf(CoseKey key);
}
