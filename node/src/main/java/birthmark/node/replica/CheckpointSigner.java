package birthmark.node.replica;

import birthmark.cose.SigningKey;
import birthmark.merkle.LogFrontier;
import birthmark.proof.Checkpoint;
import java.nio.charset.StandardCharsets;

/** Signs the log's root with the node's checkpoint key. */
public interface CheckpointSigner {
  /** The C2SP signed note over {@code log}. */
  String sign(LogFrontier log);

  /**
   * The signer of the ledger {@code name}.
   *
   * @param key an Ed25519 key
   */
  static CheckpointSigner of(String name, SigningKey key) {
    birthmark.proof.CheckpointSigner signer = birthmark.proof.CheckpointSigner.of(name, key);
    return log ->
        new String(
            signer.note(new Checkpoint(name, log.size(), log.root())).encode().unsafe(),
            StandardCharsets.UTF_8);
  }
}
