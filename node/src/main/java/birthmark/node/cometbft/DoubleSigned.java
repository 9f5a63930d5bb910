package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.proof.Checkpoint;

/** A replica that signed two things of which an honest one signs one. */
public sealed interface DoubleSigned {
  /**
   * Two votes of one round, which stand in a block of the engine.
   *
   * @param engineHeight that block's height
   */
  record Votes(long engineHeight) implements DoubleSigned {}

  /**
   * Two checkpoints of one size.
   *
   * @param signer the replica's checkpoint key
   * @param first one of them
   * @param firstSignature its signature for that
   * @param second the other one
   * @param secondSignature its signature for that
   */
  record Checkpoints(
      CoseKey signer,
      Checkpoint first,
      Bytes firstSignature,
      Checkpoint second,
      Bytes secondSignature)
      implements DoubleSigned {}
}
