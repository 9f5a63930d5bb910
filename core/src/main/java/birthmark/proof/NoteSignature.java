package birthmark.proof;

import birthmark.bytes.Bytes;

/**
 * A signature line of a signed note.
 *
 * @param name the name of the key
 * @param keyHash what tells apart keys of one name, 4 octets
 * @param signature as the kind of key defines it, never empty
 */
public record NoteSignature(String name, Bytes keyHash, Bytes signature) {
  /** Octets in a key hash. */
  public static final int KEY_HASH_LENGTH = 4;

  private static final String BEGIN = "\u2014 ";

  /** Checks the lengths and the name. */
  public NoteSignature {
    NoteText.checkName(name);
    if (keyHash.length() != KEY_HASH_LENGTH || signature.length() == 0) {
      throw new NoteException("a note's signature has a key hash of 4 octets, then the signature");
    }
  }

  String line() {
    return BEGIN + name + " " + NoteText.base64(keyHash.concat(signature));
  }

  static NoteSignature parse(String line) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(BEGIN) || space < BEGIN.length()) {
      throw new NoteException(
          "a signature line of a note is an em dash, a space, the key's name, a space and base64");
    }
    Bytes octets = NoteText.fromBase64(line.substring(space + 1), "a note's signature");
    if (octets.length() <= KEY_HASH_LENGTH) {
      throw new NoteException("a note's signature has a key hash of 4 octets, then the signature");
    }
    return new NoteSignature(
        line.substring(BEGIN.length(), space),
        octets.slice(0, KEY_HASH_LENGTH),
        octets.slice(KEY_HASH_LENGTH, octets.length()));
  }
}
