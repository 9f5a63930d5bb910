package birthmark.bundle;

import birthmark.answer.Question;
import birthmark.answer.ShownAnswer;
import birthmark.answer.ShownRows;
import birthmark.bundle.BundleCheck.Answered;
import birthmark.bundle.BundleCheck.Proven;
import birthmark.bundle.BundleCheck.Refused;
import birthmark.bundle.BundleCheck.Told;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.contract.Now;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaReceipts;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSets;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.merkle.NotShownException;
import birthmark.merkle.ShownState;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The offline check of a bundle: it needs the file and the network id that the reader trusts, and
 * believes nobody what the history is or what was answered.
 */
public final class BundleVerifier {
  // No pattern switches here, nor in what one bundle takes besides: Java makes a class for each as
  // it first comes to it, which a command that verifies one bundle waits for longer than it
  // decides.
  private final Rulebook rulebook;
  private final Signatures signatures;
  private final Bytes network;
  private final List<NoteKey> witnesses;

  /**
   * A verifier.
   *
   * @param network the ledger that is trusted
   * @param witnesses those whose cosignature makes a checkpoint final for this reader
   */
  public BundleVerifier(
      Rulebook rulebook, Signatures signatures, Bytes network, List<NoteKey> witnesses) {
    this.rulebook = rulebook;
    this.signatures = signatures;
    this.network = network;
    this.witnesses = List.copyOf(witnesses);
  }

  /** Checks an encoded {@link Bundle}. */
  public BundleCheck verify(Bytes encoded) {
    if (encoded.length() > Bundle.LENGTH_MAX) {
      return new Refused(BundleRefusal.TOO_LARGE, encoded.length() + " octets");
    }
    try {
      return verify(BundleCodec.decode(encoded));
    } catch (CborException e) {
      return new Refused(
          BundleRefusal.MALFORMED, "at octet " + e.offset() + ": " + e.reason().sentence());
    }
  }

  private BundleCheck verify(Bundle bundle) {
    if (!Sha256.of(bundle.genesis()).equals(network)) {
      return new Refused(BundleRefusal.OTHER_NETWORK, Sha256.of(bundle.genesis()).toString());
    }
    Genesis genesis;
    try {
      genesis = Genesis.CODEC.decode(bundle.genesis());
    } catch (MalformedException e) {
      return new Refused(BundleRefusal.OTHER_NETWORK, e.sentence());
    }
    ReplicaSets sets = new ReplicaSets(ReplicaSet.of(genesis), signatures);
    Optional<String> fault = sets.follow(bundle.changes());
    if (fault.isPresent()) {
      return new Refused(BundleRefusal.REPLICAS, fault.get());
    }
    ReplicaReceipts.Verdict verdict =
        new ReplicaReceipts(sets, signatures).judge(bundle.seal(), bundle.receipt());
    if (verdict.check() instanceof ReceiptCheck.Refused refused) {
      return new Refused(BundleRefusal.RECEIPT, refused.sentence());
    }
    return verify(
        bundle,
        new Ledger(genesis, sets, verdict.replica().orElseThrow()),
        (ReceiptCheck.Proven) verdict.check());
  }

  private record Ledger(Genesis genesis, ReplicaSets sets, KeyId replica) {}

  private BundleCheck verify(Bundle bundle, Ledger ledger, ReceiptCheck.Proven receipt) {
    Seal seal;
    try {
      seal = Seal.decode(bundle.seal());
    } catch (MalformedException e) {
      return new Refused(BundleRefusal.NOT_A_SEAL, e.sentence());
    }
    if (rulebook.ofVersion(seal.rules()).isEmpty()) {
      return new Refused(
          BundleRefusal.OTHER_RULES, "version " + seal.rules() + ", not " + rulebook.versions());
    }
    ShownState.Check check = ShownState.check(bundle.rows(), seal.stateRoot());
    if (check instanceof ShownState.Check.Refused refused) {
      return new Refused(BundleRefusal.STATE, refused.reason().sentence());
    }
    ShownState state = ((ShownState.Check.Shown) check).state();
    return verify(bundle, ledger, receipt, seal, state);
  }

  private BundleCheck verify(
      Bundle bundle, Ledger ledger, ReceiptCheck.Proven receipt, Seal seal, ShownState state) {
    HistoryCheck history =
        new HistoryCheck(
            signatures, ledger.genesis().networks(), bundle.subject(), bundle.events());
    Overlay view = new Overlay(rulebook, new ShownRows(state));
    HistoryCheck.Result result = history.check(seal, receipt, view);
    if (result instanceof HistoryCheck.Result.Faulty faulty) {
      return faulty.refused();
    }
    HistoryCheck.Result.Whole whole = (HistoryCheck.Result.Whole) result;
    List<Answered> answers = new ArrayList<>();
    Optional<Refused> fault = answer(bundle, whole.told(), seal, state, answers);
    if (fault.isPresent()) {
      return fault.get();
    }
    return new Proven(
        ledger.genesis,
        bundle.subject(),
        whole.told(),
        whole.keys(),
        answers,
        seal,
        receipt,
        ledger.sets.current(),
        ledger.replica,
        Finality.of(receipt.checkpoint(), ledger.sets, witnesses, signatures));
  }

  private Optional<Refused> answer(
      Bundle bundle, List<Told> told, Seal seal, ShownState state, List<Answered> answers) {
    List<Question> reads = bundle.reads();
    Set<String> ids = new TreeSet<>(List.of(bundle.subject().id().hex()));
    told.forEach(each -> each.signed().ifPresent(signed -> ids.add(signed.signer().id().hex())));
    for (Question question : reads) {
      boolean known =
          question.read(rulebook).filter(read -> read.parameters().size() == 1).isPresent()
              && ids.contains(question.texts().getFirst())
              && reads.indexOf(question) == reads.lastIndexOf(question);
      if (!known) {
        return refused(BundleRefusal.UNKNOWN_READ, question, "");
      }
    }
    Now now = new Now(seal.height(), seal.time());
    ShownAnswer answering = new ShownAnswer(rulebook, state, now);
    for (Question question : reads) {
      Read read = question.read(rulebook).orElseThrow();
      Question whole = whole(read, question);
      try {
        answers.add(new Answered(whole, answering.of(read, whole)));
      } catch (MalformedException e) {
        return refused(BundleRefusal.NOT_ANSWERED, question, e.sentence());
      } catch (NotShownException e) {
        return refused(BundleRefusal.NOT_ANSWERED, question, "at " + e.key());
      } catch (IllegalStateException e) {
        return refused(BundleRefusal.NOT_ANSWERED, question, "");
      }
    }
    return Optional.empty();
  }

  /** What a bundle's {@code question} to {@code read} is in full: a listing from its start. */
  public static Question whole(Read read, Question question) {
    boolean listing = read instanceof Read.Listing || read instanceof Read.DerivedListing;
    return new Question(
        question.contract(),
        question.path(),
        question.texts(),
        List.of(),
        listing ? Bundle.PAGE : 0);
  }

  private static Optional<Refused> refused(BundleRefusal reason, Question question, String detail) {
    String what = question.contract() + "/" + question.path();
    return Optional.of(new Refused(reason, detail.isEmpty() ? what : what + ", " + detail));
  }
}
