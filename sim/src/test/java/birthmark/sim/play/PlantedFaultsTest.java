package birthmark.sim.play;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Genesis;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.contract.Surface;
import birthmark.contracts.Contracts;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.contracts.messages.Messages;
import birthmark.machine.Machine;
import birthmark.machine.Window;
import birthmark.node.store.Batch;
import birthmark.node.store.Column;
import birthmark.node.store.KeyValues;
import birthmark.node.store.Rows;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulation finds what it is for: faults that no product code has are planted, and found. */
@Tag("real")
class PlantedFaultsTest {
  private static final int SEEDS = 100;

  /** Plays seeds until one names the planted fault; others may stumble over what follows of it. */
  private static void assertFound(String expected, Parts parts) throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Seeds seeds = new Seeds(parts, seed, 1);
      seeds.run(1);
      seeds.failures().forEach(failure -> found.add(failure.sentence()));
      if (found.stream().anyMatch(sentence -> sentence.contains(expected))) {
        return;
      }
    }
    assertEquals(List.of(expected), found);
  }

  /** A disk with something planted between it and the store. */
  private static class Planted implements KeyValues {
    private final KeyValues disk;

    Planted(KeyValues disk) {
      this.disk = disk;
    }

    /** Reads a row; a subclass may read it wrongly. */
    Optional<Bytes> read(Rows rows, Column column, Bytes key) {
      return rows.get(column, key);
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
      return read(disk, column, key);
    }

    @Override
    public List<Entry<Bytes, Bytes>> scan(
        Column column, Bytes from, Optional<Bytes> to, int limit) {
      return disk.scan(column, from, to, limit);
    }

    @Override
    public Frozen freeze() {
      Frozen frozen = disk.freeze();
      return new Frozen() {
        @Override
        public Optional<Bytes> get(Column column, Bytes key) {
          return read(frozen, column, key);
        }

        @Override
        public List<Entry<Bytes, Bytes>> scan(
            Column column, Bytes from, Optional<Bytes> to, int limit) {
          return frozen.scan(column, from, to, limit);
        }

        @Override
        public void close() {
          frozen.close();
        }
      };
    }

    @Override
    public void write(Batch batch, boolean sync) {
      disk.write(batch, sync);
    }

    @Override
    public void reopen() {
      disk.reopen();
    }

    @Override
    public void close() {
      disk.close();
    }
  }

  /** A disk that is never asked to sync. */
  private static final class NeverSynced extends Planted {
    NeverSynced(KeyValues disk) {
      super(disk);
    }

    @Override
    public void write(Batch batch, boolean sync) {
      super.write(batch, false);
    }
  }

  /** A disk on which no key's window is found again, so that every number is open. */
  private static final class WithoutWindows extends Planted {
    private static final Bytes WINDOWS = Parts.CONTRACTS.prefix(Window.TABLE);

    WithoutWindows(KeyValues disk) {
      super(disk);
    }

    @Override
    Optional<Bytes> read(Rows rows, Column column, Bytes key) {
      return column == Column.STATE && key.startsWith(WINDOWS)
          ? Optional.empty()
          : super.read(rows, column, key);
    }
  }

  /** Messages, but why an agreement ends is the first of a set that is in the order of hashes. */
  private static final class HashOrdered implements Contract<MessageTransaction> {
    private final Messages messages = new Messages();
    private final Set<Why> reasons = new HashSet<>();

    /** Without a hash of its own, so that each run of the program has another order. */
    private static final class Why {
      private final String sentence;

      Why(String sentence) {
        this.sentence = sentence;
      }
    }

    HashOrdered() {
      for (int i = 0; i < 16; i++) {
        reasons.add(new Why("reason " + i));
      }
    }

    @Override
    public Outcome decide(View state, Context at, MessageTransaction transaction) {
      return messages.decide(
          state,
          at,
          transaction instanceof MessageTransaction.EndAgreement(var agreement, _)
              ? new MessageTransaction.EndAgreement(agreement, reasons.iterator().next().sentence)
              : transaction);
    }

    @Override
    public List<Write<?, ?>> founding(Genesis genesis) {
      return messages.founding(genesis);
    }

    @Override
    public Surface surface() {
      return messages.surface();
    }
  }

  private static Rulebook.Numbered planted(Rulebook.Rules rules) {
    Contract<?> contract = rules.contract();
    return new Rulebook.Numbered(
        rules.number(), contract instanceof Messages ? new HashOrdered() : contract);
  }

  @Test
  void aSkippedSyncIsFound() throws InterruptedException {
    assertFound(
        "before it is synced",
        new Parts() {
          @Override
          public KeyValues disk(KeyValues disk) {
            return new NeverSynced(disk);
          }
        });
  }

  @Test
  void anAcceptedReplayIsFound() throws InterruptedException {
    assertFound(
        "counts again",
        new Parts() {
          @Override
          public KeyValues disk(KeyValues disk) {
            return new WithoutWindows(disk);
          }
        });
  }

  @Test
  void aFaultOfTheProgramIsFound() throws InterruptedException {
    assertFound(
        "fault of the program",
        new Parts() {
          @Override
          public KeyValues disk(KeyValues disk) {
            return new Planted(disk) {
              private int writes;

              @Override
              public void write(Batch batch, boolean sync) {
                writes++;
                if (writes == 9) {
                  throw new IllegalStateException("planted");
                }
                super.write(batch, sync);
              }
            };
          }
        });
  }

  /** Within one run the order is always the same: only a second run shows it. */
  @Test
  void anIterationInTheOrderOfHashesIsFound() throws InterruptedException {
    assertFound(
        "two runs of the seed differ",
        new Parts() {
          @Override
          public Rulebook rulebook() {
            return Rulebook.of(
                Contracts.VERSION,
                Machine.TABLES,
                Contracts.rulebook().contracts().stream().map(PlantedFaultsTest::planted).toList());
          }
        });
  }
}
