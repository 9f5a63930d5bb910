package birthmark.contracts.content;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;

/** What can be asked of {@link Content}. */
public sealed interface ContentTransaction extends Transaction {
  /** The most sealed octets that a statement carries. */
  int SEALED_MAX = 50_000;

  /**
   * A party submits something that only another one can read.
   *
   * @param to for whom
   * @param key that party's key-agreement key, to which it is sealed
   * @param sealed the sealed octets
   */
  @Tag(1)
  @About("Submit something that only one party can read, in the statement itself.")
  record SubmitSealed(
      @About("For whom.") PartyId to,
      @About("That party's key-agreement key: its thumbprint.") KeyId key,
      @About("The sealed octets.") @Length(min = 1, max = SEALED_MAX) Bytes sealed)
      implements ContentTransaction {}

  /**
   * A party commits to something that only another one can read and that it gets by other ways.
   *
   * @param to for whom
   * @param key that party's key-agreement key, to which it is sealed
   * @param digest SHA-256 of the sealed octets
   * @param length how many they are
   */
  @Tag(2)
  @About("Commit to something that only one party can read, and hand it over apart.")
  record CommitSealed(
      @About("For whom.") PartyId to,
      @About("That party's key-agreement key: its thumbprint.") KeyId key,
      @About("SHA-256 of the sealed octets.") @Length(min = 32, max = 32) Bytes digest,
      @About("How many they are.") long length)
      implements ContentTransaction {}
}
