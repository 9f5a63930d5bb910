package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.SigningKey;
import java.util.List;

/**
 * A key that signs checkpoints. Whoever holds it signs only a checkpoint that is consistent with
 * all it signed before.
 */
public interface CheckpointSigner {
  /** The key that verifies its signatures. */
  NoteKey key();

  /** A signature line over {@code checkpoint}. */
  NoteSignature sign(Checkpoint checkpoint);

  /** A checkpoint with one signature, this one. */
  default Note note(Checkpoint checkpoint) {
    return new Note(checkpoint.text(), List.of(sign(checkpoint)));
  }

  /**
   * The log's own signer.
   *
   * @param name the key's name, by custom the log's origin
   * @param key an Ed25519 key
   */
  static CheckpointSigner of(String name, SigningKey key) {
    NoteKey noteKey = new NoteKey(name, NoteKey.Kind.ED25519, ed25519(key));
    return new CheckpointSigner() {
      @Override
      public NoteKey key() {
        return noteKey;
      }

      @Override
      public NoteSignature sign(Checkpoint checkpoint) {
        Bytes signature = key.sign(NoteText.utf8(checkpoint.text()));
        return new NoteSignature(name, noteKey.hash(), signature);
      }
    };
  }

  /**
   * A signer that says when it saw the checkpoint (C2SP cosignature/v1).
   *
   * @param name the key's name
   * @param key an Ed25519 key used for nothing else
   * @param timeSeconds when, in seconds since 1970
   */
  static CheckpointSigner cosigner(String name, SigningKey key, long timeSeconds) {
    if (timeSeconds < 0) {
      throw new IllegalArgumentException("the time of a cosignature is not negative");
    }
    NoteKey noteKey = new NoteKey(name, NoteKey.Kind.COSIGNATURE_V1, ed25519(key));
    return new CheckpointSigner() {
      @Override
      public NoteKey key() {
        return noteKey;
      }

      @Override
      public NoteSignature sign(Checkpoint checkpoint) {
        byte[] time = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
          time[i] = (byte) (timeSeconds >>> (56 - 8 * i));
        }
        Bytes signature = key.sign(NoteKey.cosigned(checkpoint.text(), timeSeconds));
        return new NoteSignature(name, noteKey.hash(), Bytes.ofOwned(time).concat(signature));
      }
    };
  }

  private static Bytes ed25519(SigningKey key) {
    if (key.publicKey() instanceof CoseKey.Okp okp && okp.curve() == Curve.ED25519) {
      return okp.x();
    }
    throw new IllegalArgumentException("checkpoints are signed with Ed25519 keys");
  }
}
