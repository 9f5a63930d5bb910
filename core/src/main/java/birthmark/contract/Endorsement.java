package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;

/**
 * A signature inside a transaction.
 *
 * @param by whose
 * @param signed the octets signed
 * @param signature the signature
 */
public record Endorsement(By by, Bytes signed, Bytes signature) {
  /** Whose signature it is. */
  public sealed interface By {}

  /** A key that the transaction carries. */
  public record Carried(CoseKey key) implements By {}

  /** A key that the ledger knows. */
  public record Registered(KeyId key) implements By {}

  /** A key that is its signer's name and need not be registered; it must be sound. */
  public record SelfNamed(CoseKey key) implements By {}

  /** A key that the transaction carries and that signed a digest, 32 octets; it must be sound. */
  public record OfDigest(CoseKey key) implements By {}

  /** A key that the ledger may know. Where it does not, the contract must refuse. */
  public record Known(KeyId key) implements By {}
}
