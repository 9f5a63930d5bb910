package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.proof.NoteSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each replica signed of the log of late: a second root for one size gives it away. */
final class SignedRoots {
  /** Of four replicas, those of the last thousand sizes. */
  private static final int MAX = 4_096;

  /**
   * Which checkpoint of which replica.
   *
   * @param signer the thumbprint of its checkpoint key
   * @param size how many entries the log has
   */
  private record Place(KeyId signer, long size) {}

  private record Signed(Checkpoint checkpoint, Bytes signature) {}

  private final Map<Place, Signed> first =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Signed> eldest) {
          return size() > MAX;
        }
      };

  /**
   * Takes in {@code note}, whose signatures were verified.
   *
   * @param keys those of the replicas
   */
  List<DoubleSigned> seen(Note note, List<CoseKey> keys) {
    Checkpoint checkpoint = Checkpoint.of(note);
    if (!checkpoint.extensions().isEmpty()) {
      // No replica of ours writes any, and evidence has no room for them.
      return List.of();
    }
    List<DoubleSigned> contradictions = new ArrayList<>();
    for (CoseKey key : keys) {
      Optional<NoteSignature> signature =
          NoteKey.ofLog(checkpoint.origin(), key)
              .flatMap(each -> note.signatures().stream().filter(each::names).findFirst());
      signature.ifPresent(
          each -> {
            Signed now = new Signed(checkpoint, each.signature());
            Signed before =
                first.computeIfAbsent(new Place(key.thumbprint(), checkpoint.size()), _ -> now);
            if (!before.checkpoint().equals(checkpoint)) {
              contradictions.add(
                  new DoubleSigned.Checkpoints(
                      key,
                      before.checkpoint(),
                      before.signature(),
                      now.checkpoint(),
                      now.signature()));
            }
          });
    }
    return List.copyOf(contradictions);
  }
}
