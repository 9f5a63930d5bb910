package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.node.replica.Replay;
import birthmark.node.store.Damage;
import birthmark.node.store.LogCheck;
import birthmark.node.store.LogEntries;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.RowCheck;
import birthmark.node.store.StatementIds;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.store.TableFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check of everything stored of a ledger, by nothing but its log: entries against tiles, roots
 * and checkpoint; each seal against a replay; every other row against what the replay made.
 *
 * <p>Nothing stored is changed. The index is not looked at: it can be made again.
 */
public final class Fsck {
  /** The most damages that are listed one by one. */
  public static final int LISTED_MAX = 100;

  private final Machine machine;
  private final Signatures signatures;
  private final Path ledger;
  private final Path scratch;
  private final Progress progress;
  private final List<Damage> listed = new ArrayList<>();
  private long found;

  /**
   * What came out.
   *
   * @param damage the first {@value #LISTED_MAX} damages, those of the log first
   * @param found how many there are
   * @param log what the log is, where that can be told
   * @param replayed whether all of it could be decided again, so that the rest could be compared
   */
  public record Report(
      List<Damage> damage, long found, Optional<LogCheck.Log> log, boolean replayed) {
    /** Whether everything stored is what was written. */
    public boolean whole() {
      return found == 0;
    }

    /** Whether the log is whole, so that all else can be made again from it. */
    public boolean logIsWhole() {
      return replayed && log.isPresent();
    }
  }

  private Fsck(
      Machine machine, Signatures signatures, Path ledger, Path scratch, Progress progress) {
    this.machine = machine;
    this.signatures = signatures;
    this.ledger = ledger;
    this.scratch = scratch;
    this.progress = progress;
  }

  /**
   * Checks the ledger in a folder that nobody else has open.
   *
   * @param ledger the folder of the stored ledger
   * @param scratch an empty folder on a disk with about as much space as the ledger takes; what is
   *     written there is the caller's to remove
   * @throws StoreException if the check cannot be made, for another reason than damage
   */
  public static Report run(
      Machine machine, Signatures signatures, Path ledger, Path scratch, Progress progress) {
    return new Fsck(machine, signatures, ledger, scratch, progress).run();
  }

  private void note(Damage damage) {
    found++;
    if (listed.size() < LISTED_MAX) {
      listed.add(damage);
    }
  }

  private Report run() {
    RocksKeyValues disk;
    try {
      disk = RocksKeyValues.openToRead(ledger);
    } catch (StoreException e) {
      return unopened(e);
    }
    try (disk) {
      return check(disk);
    }
  }

  /** What can be told where the database as a whole does not open. */
  private Report unopened(StoreException why) {
    if (why.kind() != StoreException.Kind.DAMAGED && why.kind() != StoreException.Kind.FAILED) {
      throw why;
    }
    String said = why.getCause() == null ? why.sentence() : why.getCause().getMessage();
    try (RocksKeyValues readable = RocksKeyValues.openToReadUpToDamage(ledger)) {
      Report report = check(readable);
      String lost = "the newest blocks, from this one on, cannot be read (" + said + ")";
      note(Damage.ofBlock(report.log().map(log -> log.height() + 1).orElse(0L), lost));
    } catch (StoreException e) {
      note(Damage.of("the database does not open (" + said + ")"));
    }
    return new Report(List.copyOf(listed), found, Optional.empty(), false);
  }

  private Report check(RocksKeyValues disk) {
    Optional<LogCheck.Log> log = Optional.empty();
    boolean replayed = false;
    try {
      if (Store.isFounded(disk, machine.network())) {
        log = LogCheck.run(disk, this::note, done -> progress.at("reading the log", done, 0));
        replayed = log.isPresent() && log.get().brokenFrom().isEmpty() && replay(disk, log.get());
        if (!replayed) {
          log.ifPresent(each -> checkpoint(each, machine.genesis().checkpointKeys()));
        }
        if (found == 0) {
          progress.at("reading what is left of the files", 0, 0);
          new TableFiles(disk).verify();
        }
      } else {
        note(Damage.of("there is no ledger in it"));
      }
    } catch (StoreException e) {
      switch (e.kind()) {
        case DAMAGED, OTHER_FORMAT, OTHER_NETWORK -> note(Damage.of(e.sentence()));
        default -> throw e;
      }
    }
    return new Report(named(disk), found, log, replayed);
  }

  private void checkpoint(LogCheck.Log log, List<CoseKey> signers) {
    if (!log.settled()) {
      return;
    }
    Optional<String> fault =
        log.checkpoint().isEmpty()
            ? Optional.of("the checkpoint is missing")
            : StoredCheckpoint.fault(
                log.checkpoint().get(), log.log(), machine.genesis(), signers, signatures);
    fault.ifPresent(what -> note(Damage.ofBlock(log.height(), what)));
  }

  private boolean replay(RocksKeyValues disk, LogCheck.Log log) {
    long size = log.log().size();
    long unsavedKeysMax = Store.unsavedKeysMax(disk);
    try (RocksKeyValues replayed = RocksKeyValues.openScratch(scratch);
        Store again =
            new Store(replayed, machine.rulebook(), machine.network(), true, unsavedKeysMax)) {
      Replay.Result result =
          Replay.run(
              machine,
              LogEntries.of(disk, size),
              again,
              done -> progress.at("deciding it again", done, size));
      return switch (result) {
        case Replay.Same _ -> {
          checkpoint(log, StoredCheckpoint.signers(machine, again.ledger()));
          progress.at("comparing what it leads to", 0, 0);
          RowCheck.run(disk, replayed, this::note);
          yield true;
        }
        case Replay.Differs differs -> {
          note(Damage.ofEntry(differs.height(), differs.index(), differs.sentence()));
          yield false;
        }
      };
    }
  }

  /** What is listed, with the ids of the statements that it is about. */
  private List<Damage> named(RocksKeyValues disk) {
    List<Long> indexes =
        listed.stream()
            .filter(damage -> damage.statement().isEmpty())
            .flatMap(damage -> damage.index().stream())
            .toList();
    Map<Long, Bytes> ids = indexes.isEmpty() ? Map.of() : StatementIds.of(disk, indexes);
    return listed.stream()
        .map(damage -> damage.index().map(ids::get).map(damage::about).orElse(damage))
        .toList();
  }
}
