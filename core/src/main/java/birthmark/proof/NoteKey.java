package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.Signatures;
import java.util.Optional;

/**
 * A public Ed25519 key that verifies signatures of notes (C2SP signed-note, tlog-cosignature).
 *
 * @param name the key's name; for a log, its origin
 * @param kind what its signatures are over
 * @param publicKey 32 octets as RFC 8032 encodes them
 */
public record NoteKey(String name, Kind kind, Bytes publicKey) {
  /** What a key's signatures are over. */
  public enum Kind {
    /** The text of the note. */
    ED25519(0x01, SIGNATURE_LENGTH),
    /** The text and the time at which a witness saw it, in seconds since 1970. */
    COSIGNATURE_V1(0x04, Long.BYTES + SIGNATURE_LENGTH);

    private final int octet;
    private final int signatureLength;

    Kind(int octet, int signatureLength) {
      this.octet = octet;
      this.signatureLength = signatureLength;
    }
  }

  private static final int KEY_LENGTH = 32;
  private static final int SIGNATURE_LENGTH = 64;
  private static final String HEX = "0123456789abcdef";

  /** Checks the name and the key's length. */
  public NoteKey {
    NoteText.checkName(name);
    if (publicKey.length() != KEY_LENGTH) {
      throw new NoteException("an Ed25519 key has 32 octets, not " + publicKey.length());
    }
  }

  /**
   * The key under which a log signs its checkpoints by {@code key}; empty if that is no Ed25519
   * key, for then it signs none.
   *
   * @param origin the log's origin
   */
  public static Optional<NoteKey> ofLog(String origin, CoseKey key) {
    return key instanceof CoseKey.Okp okp && okp.curve() == Curve.ED25519
        ? Optional.of(new NoteKey(origin, Kind.ED25519, okp.x()))
        : Optional.empty();
  }

  /** The first 4 octets of the SHA-256 of the name, a newline, the kind's octet and the key. */
  public Bytes hash() {
    Sha256 sha256 = new Sha256().add(NoteText.utf8(name)).add('\n').add(kind.octet).add(publicKey);
    return Bytes.copyOf(sha256.digest(), 0, NoteSignature.KEY_HASH_LENGTH);
  }

  /** The key in one line: name, plus, its hash in hexadecimal, plus, kind and key in base64. */
  public String encode() {
    Bytes typed = Bytes.ofOwned(new byte[] {(byte) kind.octet}).concat(publicKey);
    return name + "+" + hash().hex() + "+" + NoteText.base64(typed);
  }

  /**
   * The key that {@code line} names.
   *
   * @throws NoteException if it is not in the form that {@link #encode} gives
   */
  public static NoteKey decode(String line) {
    int first = line.indexOf('+');
    int second = line.indexOf('+', first + 1);
    if (first < 0 || second != first + 9) {
      throw new NoteException("a note key is name+hash+base64, the hash in 8 hexadecimal digits");
    }
    Bytes typed = NoteText.fromBase64(line.substring(second + 1), "a note key");
    if (typed.length() != 1 + KEY_LENGTH) {
      throw new NoteException("a note key has its kind in 1 octet and 32 octets of Ed25519 key");
    }
    for (Kind kind : Kind.values()) {
      if (kind.octet == typed.octet(0)) {
        NoteKey key = new NoteKey(line.substring(0, first), kind, typed.slice(1, typed.length()));
        if (!key.hash().equals(hexHash(line.substring(first + 1, second)))) {
          throw new NoteException("the hash in a note key is not that of its name and key");
        }
        return key;
      }
    }
    throw new NoteException("a note key of kind " + typed.octet(0) + " is not known here");
  }

  private static Bytes hexHash(String hex) {
    byte[] octets = new byte[NoteSignature.KEY_HASH_LENGTH];
    for (int i = 0; i < hex.length(); i++) {
      int digit = HEX.indexOf(hex.charAt(i));
      if (digit < 0) {
        throw new NoteException("the hash in a note key is in lower-case hexadecimal");
      }
      octets[i / 2] = (byte) (octets[i / 2] << 4 | digit);
    }
    return Bytes.ofOwned(octets);
  }

  /** Whether {@code signature} says that it is by this key. */
  public boolean names(NoteSignature signature) {
    return signature.name().equals(name) && signature.keyHash().equals(hash());
  }

  /** Whether {@code signature} is one of this key over {@code text}. */
  public boolean verify(Signatures signatures, String text, NoteSignature signature) {
    Bytes octets = signature.signature();
    if (!names(signature) || octets.length() != kind.signatureLength) {
      return false;
    }
    CoseKey key = new CoseKey.Okp(Curve.ED25519, publicKey);
    return switch (kind) {
      case ED25519 -> signatures.verify(key, NoteText.utf8(text), octets);
      case COSIGNATURE_V1 ->
          time(octets) >= 0
              && signatures.verify(
                  key,
                  cosigned(text, time(octets)),
                  octets.slice(Long.BYTES, Long.BYTES + SIGNATURE_LENGTH));
    };
  }

  /**
   * Whether this key signed {@code note}: each line that names it, and there is one, is its
   * signature over the text (C2SP signed-note).
   */
  public boolean signed(Signatures signatures, Note note) {
    boolean signed = false;
    for (NoteSignature signature : note.signatures()) {
      if (names(signature)) {
        if (!verify(signatures, note.text(), signature)) {
          return false;
        }
        signed = true;
      }
    }
    return signed;
  }

  /** What a witness signs: {@code text} and when it saw it. */
  static Bytes cosigned(String text, long timeSeconds) {
    return NoteText.utf8("cosignature/v1\ntime " + timeSeconds + "\n" + text);
  }

  /** The time in a cosignature; negative if there can be no such time. */
  static long time(Bytes cosignature) {
    long time = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      time = time << 8 | cosignature.octet(i);
    }
    return time;
  }
}
