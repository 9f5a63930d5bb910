package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.node.engine.StagedApplication;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is in a block: this replica's proposals are made here, others' are judged, and what was
 * agreed on is taken apart.
 */
final class Proposals {
  /** What else a block has besides its bundle of statements, in octets. */
  private static final int BUNDLE_OVERHEAD = 32;

  private final StagedApplication application;
  private final Candidates candidates;
  private final Pool pool;
  private final Cosignatures cosignatures;
  private final int blockStatements;
  private Optional<Judged> judged = Optional.empty();
  private String finalText = "";

  /**
   * What was made of the last proposal, for the block that it usually becomes: by the same octets
   * and the same state, which the height stands for.
   */
  private record Judged(long height, List<Bytes> octets, List<Statement> statements) {}

  /**
   * What is in a block that was agreed on.
   *
   * @param codes what the engine is told of each transaction
   * @param statements to be decided, in their order
   * @param notes encoded notes that are to be final checkpoints
   */
  record Content(List<Integer> codes, List<Statement> statements, List<Bytes> notes) {}

  /**
   * Those of one replica.
   *
   * @param blockStatements the most statements in a block
   */
  Proposals(
      StagedApplication application,
      Candidates candidates,
      Pool pool,
      Cosignatures cosignatures,
      int blockStatements) {
    this.application = application;
    this.candidates = candidates;
    this.pool = pool;
    this.cosignatures = cosignatures;
    this.blockStatements = blockStatements;
  }

  /** The transactions of a block that this replica proposes. */
  List<Bytes> make(Request.PrepareProposal asked) {
    List<Bytes> txs = new ArrayList<>();
    long left = asked.octetsMax() - BUNDLE_OVERHEAD;
    Optional<Note> settled = toSettle(asked);
    if (settled.isPresent()) {
      Bytes tx = new Bundle.FinalCheckpoint(settled.get().encode()).encode();
      txs.add(tx);
      left -= BUNDLE_OVERHEAD + tx.length();
    }
    List<Bytes> statements = pool.proposal(blockStatements, left);
    if (!statements.isEmpty()) {
      txs.add(new Bundle.Statements(statements).encode());
    }
    return txs;
  }

  /** The checkpoint that the last block's votes make final, if it is new. */
  Optional<Note> toSettle(Request.PrepareProposal asked) {
    return cosignatures
        .together(asked.extensions())
        .filter(note -> !note.text().equals(finalText) && isOurs(Checkpoint.of(note)));
  }

  private boolean isOurs(Checkpoint checkpoint) {
    return application.root(checkpoint.size()).equals(Optional.of(checkpoint.root()));
  }

  /** Why no honest replica proposes such a block, if none does. */
  Optional<String> fault(long height, List<Bytes> txs) {
    List<Bytes> statements = new ArrayList<>();
    for (int i = 0; i < txs.size(); i++) {
      Optional<Bundle> bundle = Bundle.decode(txs.get(i));
      if (bundle.isEmpty()) {
        return Optional.of("transaction " + i + " is no bundle");
      }
      switch (bundle.get()) {
        case Bundle.FinalCheckpoint(Bytes note) -> {
          Optional<String> unproven = unproven(note);
          if (i > 0 || unproven.isPresent()) {
            return Optional.of("transaction " + i + ": " + unproven.orElse("it is not the first"));
          }
        }
        case Bundle.Statements(List<Bytes> those) -> statements.addAll(those);
      }
    }
    if (statements.size() > blockStatements) {
      return Optional.of("it has " + statements.size() + " statements");
    }
    Set<Bytes> distinct = new HashSet<>(statements);
    if (distinct.size() < statements.size()) {
      return Optional.of("it has a statement twice");
    }
    Candidates.Judged found = candidates.judged(statements);
    judged = Optional.of(new Judged(height, statements, found.statements()));
    return found.firstForged().isPresent()
        ? Optional.of("its statement " + found.firstForged().getAsInt() + " is forged")
        : Optional.empty();
  }

  private Optional<String> unproven(Bytes note) {
    return switch (cosignatures.proof(note)) {
      case Cosignatures.Proof.None(String sentence) -> Optional.of(sentence);
      case Cosignatures.Proof.Final(Checkpoint checkpoint, Note _) ->
          isOurs(checkpoint)
              ? Optional.empty()
              : Optional.of("the log never had root " + checkpoint.root());
    };
  }

  /**
   * Whether the block at {@code height} was judged when it was proposed. One that comes when others
   * have long agreed on it was not.
   */
  boolean wasJudged(long height) {
    return judged.filter(each -> each.height() == height).isPresent();
  }

  /** The statements of the block at {@code height} as it was judged last; none if it was not. */
  List<Statement> judged(long height) {
    return judged.filter(each -> each.height() == height).map(Judged::statements).orElse(List.of());
  }

  /** Takes the block at {@code height} apart; what is no statement is passed over. */
  Content content(long height, List<Bytes> txs) {
    List<Integer> codes = new ArrayList<>();
    List<Bytes> octets = new ArrayList<>();
    List<Bytes> notes = new ArrayList<>();
    for (Bytes tx : txs) {
      Optional<Bundle> bundle = Bundle.decode(tx);
      codes.add(bundle.isPresent() ? Response.OK : Response.REFUSED);
      if (bundle.isPresent()) {
        switch (bundle.get()) {
          case Bundle.FinalCheckpoint(Bytes note) -> notes.add(note);
          case Bundle.Statements(List<Bytes> those) -> octets.addAll(those);
        }
      }
    }
    List<Statement> statements =
        judged
            .filter(each -> each.height() == height && each.octets().equals(octets))
            .map(Judged::statements)
            .orElseGet(() -> candidates.judged(octets).statements());
    return new Content(codes, statements, notes);
  }

  /** The block is stored: what was made of its proposal is forgotten. */
  void stored() {
    candidates.forget();
    judged = Optional.empty();
  }

  /** The checkpoint {@code note} is final, and proposed no more. */
  void settled(Note note) {
    finalText = note.text();
  }
}
