package birthmark.bundle;

import birthmark.bundle.BundleCheck.Refused;
import birthmark.bundle.BundleCheck.Signed;
import birthmark.bundle.BundleCheck.Told;
import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.codec.Timestamp;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.cose.CoseException;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.machine.Seal;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.merkle.NotShownException;
import birthmark.proof.ReceiptCheck;
import birthmark.state.View;
import birthmark.statement.StatementHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The check that the entries of a bundle are the whole history, each signed and in the log. */
final class HistoryCheck {
  private static final int ID_LENGTH = 32;

  private final Signatures signatures;
  private final List<Bytes> networks;
  private final Subject subject;
  private final List<Event> events;

  // What decoding the statements gave; empty where one is hidden.
  private final List<Optional<Sign1>> messages = new ArrayList<>();
  private final List<Bytes> ids = new ArrayList<>();

  HistoryCheck(Signatures signatures, List<Bytes> networks, Subject subject, List<Event> events) {
    this.signatures = signatures;
    this.networks = networks;
    this.subject = subject;
    this.events = events;
  }

  /** What the history came to. */
  sealed interface Result {
    /** It is whole. */
    record Whole(List<Told> told, List<BundleCheck.Held> keys) implements Result {}

    /** It shows nothing. */
    record Faulty(Refused refused) implements Result {}
  }

  Result check(Seal seal, ReceiptCheck.Proven receipt, View view) {
    Optional<Refused> fault =
        order(seal, receipt.index())
            .or(this::outcomes)
            .or(this::statements)
            .or(() -> inclusion(receipt));
    if (fault.isPresent()) {
      return new Result.Faulty(fault.get());
    }
    HistoryRows rows;
    try {
      rows = HistoryRows.of(view, subject, signers());
    } catch (NotShownException e) {
      return new Result.Faulty(new Refused(BundleRefusal.NOT_SHOWN, "at " + e.key()));
    }
    return keys(rows)
        .or(() -> signatures(rows))
        .or(() -> trails(rows))
        .<Result>map(Result.Faulty::new)
        .orElseGet(() -> new Result.Whole(told(rows), rows.keys()));
  }

  private Optional<Refused> order(Seal seal, long sealIndex) {
    long index = -1;
    long height = -1;
    Timestamp time = new Timestamp(0);
    for (Event event : events) {
      boolean inOrder =
          event.index() > index
              && event.index() < sealIndex
              && event.height() >= height
              && event.height() <= seal.height()
              && !event.time().isBefore(time)
              && !event.time().isAfter(seal.time());
      if (!inOrder) {
        return fault(BundleRefusal.ORDER, event, "");
      }
      index = event.index();
      height = event.height();
      time = event.time();
    }
    return Optional.empty();
  }

  private Optional<Refused> outcomes() {
    for (Event event : events) {
      if (event instanceof Event.Shown shown) {
        try {
          ids.add(idOf(shown.outcome()));
        } catch (CborException e) {
          return fault(BundleRefusal.OUTCOME, event, e.reason().sentence());
        }
      } else {
        ids.add(Bytes.EMPTY);
      }
    }
    return Optional.empty();
  }

  /** The statement's id in {@code [id, [[contract, tag, [component…]]…]]}. */
  private static Bytes idOf(Bytes outcome) {
    CborReader in = new CborReader(outcome);
    in.arrayOf(2);
    final Bytes id = in.bytesOf(ID_LENGTH);
    for (int left = in.array(Integer.MAX_VALUE); left > 0; left--) {
      in.arrayOf(3);
      in.unsigned();
      in.unsigned();
      for (int components = in.array(Integer.MAX_VALUE); components > 0; components--) {
        in.skip();
      }
    }
    in.end();
    return id;
  }

  private Optional<Refused> statements() {
    for (int i = 0; i < events.size(); i++) {
      if (!(events.get(i) instanceof Event.Shown shown)) {
        messages.add(Optional.empty());
        continue;
      }
      Sign1 message;
      try {
        message = Sign1.decode(shown.statement());
      } catch (CoseException e) {
        return fault(BundleRefusal.STATEMENT, shown, e.reason().sentence());
      }
      boolean itself =
          StatementHead.of(message).filter(head -> networks.contains(head.network())).isPresent()
              && message.id().equals(ids.get(i))
              && shown.key().map(key -> key.equals(message.keyId())).orElse(true);
      if (!itself) {
        return fault(BundleRefusal.STATEMENT, shown, "");
      }
      messages.add(Optional.of(message));
    }
    return Optional.empty();
  }

  private Optional<Refused> inclusion(ReceiptCheck.Proven receipt) {
    for (Event event : events) {
      if (event instanceof Event.Shown shown) {
        LogVerdict verdict =
            LogProof.verifyInclusion(
                LogTree.leafHash(shown.statement()),
                shown.index(),
                receipt.size(),
                shown.path(),
                receipt.root());
        if (!verdict.holds()) {
          return fault(BundleRefusal.NOT_INCLUDED, shown, verdict.sentence());
        }
      }
    }
    return Optional.empty();
  }

  private Set<KeyId> signers() {
    TreeSet<KeyId> signers = new TreeSet<>();
    messages.forEach(message -> message.ifPresent(each -> signers.add(each.keyId())));
    return signers;
  }

  private Optional<Refused> keys(HistoryRows rows) {
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (event.key().map(key -> !rows.own().containsKey(key)).orElse(false)) {
        return fault(BundleRefusal.KEY, event, "key " + event.key().get());
      }
      Optional<KeyId> signer = messages.get(i).map(Sign1::keyId);
      if (signer.isPresent() && !mayHaveSigned(rows, event, signer.get())) {
        return fault(BundleRefusal.KEY, event, "key " + signer.get());
      }
    }
    return Optional.empty();
  }

  private static boolean mayHaveSigned(HistoryRows rows, Event event, KeyId signer) {
    boolean itsOwn = rows.own().containsKey(signer);
    return event.key().isPresent() == itsOwn
        && registered(rows, signer)
            .filter(key -> key.purpose() == Keys.Purpose.SIGNING && key.validAt(event.height()))
            .isPresent();
  }

  private static Optional<Keys.Registered> registered(HistoryRows rows, KeyId signer) {
    return Optional.ofNullable(rows.signers().get(signer)).flatMap(key -> key);
  }

  private Optional<Refused> signatures(HistoryRows rows) {
    List<Event> signed = new ArrayList<>();
    List<Signatures.Signed> all = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Optional<Sign1> message = messages.get(i);
      if (message.isPresent()) {
        Optional<Signatures.Signed> one =
            registered(rows, message.get().keyId())
                .flatMap(key -> message.get().signedBy(key.key()));
        if (one.isEmpty()) {
          return fault(BundleRefusal.SIGNATURE, events.get(i), "");
        }
        signed.add(events.get(i));
        all.add(one.get());
      }
    }
    int faulty = signatures.verifyAll(all).indexOf(false);
    return faulty < 0 ? Optional.empty() : fault(BundleRefusal.SIGNATURE, signed.get(faulty), "");
  }

  private Optional<Refused> trails(HistoryRows rows) {
    if (rows.holds(events)) {
      return Optional.empty();
    }
    String detail =
        rows.count() == events.size()
            ? ""
            : events.size() + " entries, and the ledger has " + rows.count();
    return Optional.of(new Refused(BundleRefusal.HISTORY, detail));
  }

  private List<Told> told(HistoryRows rows) {
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Optional<Signed> signed =
          messages
              .get(i)
              .flatMap(
                  message ->
                      registered(rows, message.keyId())
                          .map(key -> new Signed(message, key.subject())));
      told.add(new Told(events.get(i), signed));
    }
    return told;
  }

  private static Optional<Refused> fault(BundleRefusal reason, Event event, String detail) {
    String where = "entry " + event.index() + " of the log";
    return Optional.of(new Refused(reason, detail.isEmpty() ? where : where + ", " + detail));
  }
}
