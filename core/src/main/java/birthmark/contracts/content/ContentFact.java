package birthmark.contracts.content;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.List;

/** What became true of sealed content. Everybody may read it: it says nothing of what is inside. */
public sealed interface ContentFact extends Open {
  /**
   * Something was committed that only one party can read.
   *
   * @param by by whom
   * @param to for whom
   * @param key to which key it is sealed
   * @param digest SHA-256 of the sealed octets
   * @param length how many they are
   */
  @Tag(1)
  @About("Something was committed that only one party can read.")
  record Committed(
      PartyId by, PartyId to, KeyId key, @Length(min = 32, max = 32) Bytes digest, long length)
      implements ContentFact {
    @Override
    public List<Subject> concerns() {
      return by.equals(to) ? List.of(by.subject()) : List.of(by.subject(), to.subject());
    }
  }
}
