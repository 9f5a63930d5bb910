package birthmark.contracts.admission;

import birthmark.codec.Names;
import birthmark.contract.Consequence;
import birthmark.contract.Read;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which things can stand otherwise after a transaction of any contract. */
final class Moves {
  private Moves() {}

  static Consequence<ThingId, Standing> of(Read.Derived<ThingId, Standing> standings) {
    return new Consequence<>(
        standings,
        standing -> Names.kebab(standing.kind().name()),
        subject ->
            subject.kind() == Subject.Kind.THING
                ? Optional.of(new ThingId(subject.id()))
                : Optional.empty(),
        Moves::scan);
  }

  private static boolean scan(
      View state, Subject signer, Transaction transaction, Predicate<ThingId> visit) {
    return switch (transaction) {
      case FirmwareTransaction.RevokeRelease revoke ->
          scan(
              state,
              Admission.RUNNING,
              List.of(revoke.model(), revoke.version()),
              RunId::thing,
              visit);
      case FirmwareTransaction.Publish publish -> line(state, publish.model(), visit);
      case AdmissionTransaction.SetPolicy policy ->
          line(state, policy.model(), owned(state, signer, visit));
      case AdmissionTransaction.SetBaseline baseline ->
          line(state, baseline.model(), owned(state, signer, visit));
      default -> true;
    };
  }

  private static boolean line(View state, ModelId model, Predicate<ThingId> visit) {
    return scan(state, Things.LINES, List.of(model), Things.Made::thing, visit);
  }

  /** The same of what belongs to {@code signer}. */
  private static Predicate<ThingId> owned(View state, Subject signer, Predicate<ThingId> visit) {
    return id ->
        !Things.owner(state, state.find(Things.THINGS, id).orElseThrow()).subject().equals(signer)
            || visit.test(id);
  }

  private static <K, V> boolean scan(
      View state,
      Table<K, V> table,
      List<?> leading,
      Function<K, ThingId> thing,
      Predicate<ThingId> visit) {
    Optional<K> after = Optional.empty();
    while (true) {
      List<Entry<K, V>> page = state.list(table, leading, after, View.LIST_MAX);
      for (Entry<K, V> row : page) {
        if (!visit.test(thing.apply(row.key()))) {
          return false;
        }
      }
      if (page.size() < View.LIST_MAX) {
        return true;
      }
      after = Optional.of(page.getLast().key());
    }
  }
}
