package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.machine.Overlay;
import birthmark.machine.UnknownRulesException;
import birthmark.node.store.Store;
import java.util.Optional;
import java.util.SortedMap;

/** Says ahead of time that rules are scheduled which this program does not know. */
public final class RulesWatch implements CommitListener {
  private static final System.Logger LOG = System.getLogger(RulesWatch.class.getName());

  private final Store store;
  private final Rulebook rulebook;

  /** A watch over the ledger in {@code store}. */
  public RulesWatch(Store store, Rulebook rulebook) {
    this.store = store;
    this.rulebook = rulebook;
  }

  @Override
  public void committed(CommittedBlock committed) {
    Bytes rules = rulebook.prefix(RulesVersions.TABLE);
    SortedMap<Bytes, Optional<Bytes>> changes = committed.result().state().tailMap(rules);
    if (!changes.isEmpty() && changes.firstKey().startsWith(rules)) {
      look();
    }
  }

  /** Looks at what is scheduled. */
  public void look() {
    warning().ifPresent(sentence -> LOG.log(System.Logger.Level.WARNING, sentence));
  }

  /** What to do before the scheduled rules decide, if this program does not know them. */
  public Optional<String> warning() {
    long height = store.tip().orElseThrow().height();
    return RulesVersions.next(new Overlay(rulebook, store.ledger()), height)
        .filter(next -> rulebook.ofVersion(next.value().version()).isEmpty())
        .map(
            next ->
                UnknownRulesException.sentence(
                    next.key().height(), next.value().version(), rulebook.versions()));
  }
}
