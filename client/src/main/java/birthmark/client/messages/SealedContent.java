package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;

/**
 * Content that is sealed to a party's key-agreement key by HPKE (RFC 9180), as messages are: only
 * who holds that key reads it. Who submitted it is shown by the statement that commits to it.
 *
 * @param encapsulated what the recipient finds the key by
 * @param sealed the ciphertext and its tag
 */
public record SealedContent(Bytes encapsulated, Bytes sealed) {
  /** The most octets of content. */
  public static final int CONTENT_MAX = 16 << 20;

  /** The most that sealing adds to content, in octets. */
  public static final int OVERHEAD_MAX = 200;

  private static final byte[] INFO = "birthmark content".getBytes(StandardCharsets.US_ASCII);
  private static final int ENCAPSULATED_MAX = 65;
  private static final int COMPONENTS = 2;

  /**
   * Who submits to whom, which the seal is bound to: nobody else can pass it off as its own.
   *
   * @param network the ledger
   * @param by who submits
   * @param to for whom
   */
  public record Way(Bytes network, PartyId by, PartyId to) {
    private Bytes encode() {
      return new CborWriter().array(3).bytes(network).bytes(by.value()).bytes(to.value()).toBytes();
    }
  }

  /**
   * Seals {@code content} to {@code recipient}.
   *
   * @throws MessageException if the recipient's key is of no use
   */
  public static SealedContent seal(CoseKey recipient, Way way, Bytes content)
      throws MessageException {
    Sealing.Sealed sealed = Sealing.seal(recipient, INFO, way.encode(), content);
    return new SealedContent(sealed.encapsulated(), sealed.sealed());
  }

  /**
   * What it holds.
   *
   * @throws MessageException if it was sealed to another key, or by or for another party, or
   *     changed
   */
  public Bytes open(PrivateKey key, CoseKey publicKey, Way way) throws MessageException {
    return Sealing.open(
        key, publicKey, INFO, way.encode(), new Sealing.Sealed(encapsulated, sealed));
  }

  /** Its octets: the CBOR array {@code [encapsulated, sealed]}. */
  public Bytes encode() {
    return new CborWriter().array(COMPONENTS).bytes(encapsulated).bytes(sealed).toBytes();
  }

  /**
   * The sealed content that {@code octets} are.
   *
   * @throws MessageException if they are none
   */
  public static SealedContent decode(Bytes octets) throws MessageException {
    try {
      CborReader in = new CborReader(octets);
      in.arrayOf(COMPONENTS);
      SealedContent content =
          new SealedContent(in.bytes(ENCAPSULATED_MAX), in.bytes(CONTENT_MAX + OVERHEAD_MAX));
      in.end();
      return content;
    } catch (CborException | IllegalArgumentException e) {
      throw new MessageException(Fault.MALFORMED, String.valueOf(e.getMessage()));
    }
  }
}
