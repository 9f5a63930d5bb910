package birthmark.contracts.things;

import static birthmark.contracts.things.NaiveThings.no;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Reason;
import birthmark.contracts.things.ThingTransaction.CallOffBatch;
import birthmark.contracts.things.ThingTransaction.ClaimBirth;
import birthmark.contracts.things.ThingTransaction.RegisterBatch;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.Lot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Batches once more: which are registered or called off, and what was written down in each. */
final class NaiveBatches {
  private final NaiveThings known;
  private final List<Lot> lots = new ArrayList<>();
  private final List<Lot> registered = new ArrayList<>();
  private final Set<Bytes> calledOff = new TreeSet<>();

  NaiveBatches(NaiveThings known) {
    this.known = known;
  }

  /** The batches that somebody thought of, registered or not. */
  List<Lot> lots() {
    return lots;
  }

  Optional<Reason> register(CoseKey who, RegisterBatch tx) {
    Optional<Reason> not = known.notItsModel(who, tx.model().value());
    if (not.isPresent()) {
      return not;
    }
    if (registered.stream().anyMatch(lot -> lot.register().equals(tx))) {
      return no(ThingRefusal.BATCH_EXISTS);
    }
    registered.addAll(lots.stream().filter(lot -> lot.register().equals(tx)).toList());
    return Optional.empty();
  }

  private Optional<Lot> registered(Bytes root) {
    return registered.stream().filter(each -> each.tree().root().equals(root)).findFirst();
  }

  Optional<Reason> callOff(CoseKey who, CallOffBatch tx) {
    boolean there =
        registered(tx.root())
            .map(lot -> lot.certificates().getFirst().model().equals(tx.model()))
            .orElse(false);
    if (!there) {
      return no(ThingRefusal.NO_SUCH_BATCH);
    }
    if (!who.equals(known.world().acme)) {
      return no(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
    }
    return calledOff.add(tx.root()) ? Optional.empty() : no(ThingRefusal.BATCH_CALLED_OFF);
  }

  /** A claim is of a batch that is known, as it was written down there, or wrong. */
  Optional<Reason> claim(ClaimBirth tx) {
    Optional<Lot> lot = registered(tx.root());
    if (lot.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_BATCH);
    }
    if (calledOff.contains(tx.root())) {
      return no(ThingRefusal.BATCH_CALLED_OFF);
    }
    List<Certificate> certificates = lot.get().certificates();
    boolean written =
        tx.index() < certificates.size()
            && lot.get().claim((int) tx.index(), tx.possession()).equals(tx);
    return written
        ? known.born(known.world().acme, tx.certificate())
        : no(ThingRefusal.NOT_IN_THE_BATCH);
  }

  void compare(View state) {
    assertEquals(
        calledOff.size(),
        state.list(Things.CALLED_OFF, List.of(), Optional.empty(), View.LIST_MAX).size());
  }
}
