package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogProof;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongFunction;

/** Receipts for accepted statements, for whoever knows a statement's id. */
public final class Receipts {
  private final SigningKey key;
  private final String issuer;
  private final LongFunction<Optional<Note>> cosigned;
  private final RememberedTiles remembered = new RememberedTiles();

  /** Receipts signed with {@code key}, the ledger's receipt key, naming {@code issuer}. */
  public Receipts(SigningKey key, String issuer) {
    this(key, issuer, _ -> Optional.empty());
  }

  /**
   * The same, with what others say of the log.
   *
   * @param cosigned the newest checkpoint up to a size that others cosigned, if there is one
   */
  public Receipts(SigningKey key, String issuer, LongFunction<Optional<Note>> cosigned) {
    this.key = new SignsOnce(key);
    this.issuer = issuer;
    this.cosigned = cosigned;
  }

  /** The receipt that the statement {@code id} is in the log as of {@code snapshot}. */
  public Optional<Receipt> of(Snapshot snapshot, Bytes id) {
    return snapshot
        .recorded(id)
        .flatMap(
            recorded ->
                recorded.verdict() instanceof Recorded.Accepted accepted
                    ? Optional.of(of(snapshot, accepted.index()))
                    : Optional.empty());
  }

  /**
   * The receipt that entry {@code index} is in the log as of {@code snapshot}: under the newest
   * checkpoint until then that others cosigned where that covers it, else under the snapshot's own.
   */
  public Receipt of(Snapshot snapshot, long index) {
    return of(snapshot, index, Optional.empty());
  }

  /** The same, naming {@code subject} as what the entry is about. */
  public Receipt of(Snapshot snapshot, long index, Optional<String> subject) {
    long last = snapshot.tip().log().size();
    Note note =
        cosigned
            .apply(last)
            .filter(each -> size(each) > index && size(each) <= last)
            .orElseGet(() -> checkpoint(snapshot));
    Checkpoint checkpoint = Checkpoint.of(note);
    return Receipt.issue(
        key,
        new Receipt.Claims(Optional.of(issuer), subject),
        new Receipt.Inclusion(
            checkpoint.size(),
            index,
            LogProof.inclusion(remembered.over(snapshot.tiles()), index, checkpoint.size())),
        checkpoint.root(),
        note);
  }

  private static long size(Note note) {
    return Checkpoint.of(note).size();
  }

  private static Note checkpoint(Snapshot snapshot) {
    try {
      return Note.decode(Bytes.ofOwned(snapshot.checkpoint().getBytes(StandardCharsets.UTF_8)));
    } catch (NoteException e) {
      throw new IllegalStateException("the stored checkpoint is damaged: " + e.sentence(), e);
    }
  }

  /** A key that remembers its last signature: receipts of one block are all signed alike. */
  private static final class SignsOnce implements SigningKey {
    private final SigningKey key;
    private volatile Optional<Signed> last = Optional.empty();

    private record Signed(Bytes octets, Bytes signature) {}

    SignsOnce(SigningKey key) {
      this.key = key;
    }

    @Override
    public CoseKey publicKey() {
      return key.publicKey();
    }

    @Override
    public Bytes sign(Bytes toBeSigned) {
      Optional<Signed> known = last.filter(signed -> signed.octets().equals(toBeSigned));
      if (known.isPresent()) {
        return known.get().signature();
      }
      Bytes signature = key.sign(toBeSigned);
      last = Optional.of(new Signed(toBeSigned, signature));
      return signature;
    }
  }
}
