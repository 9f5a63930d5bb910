package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.Variants;
import birthmark.state.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contracts of one rules version under their numbers, checked as a whole when it is made:
 * numbers, names, tags and tables unique, dependencies declared and without a cycle.
 */
public final class Rulebook {
  /** The number of the ledger's own tables: keys, windows, checkpoints. */
  public static final int LEDGER = 0;

  /**
   * A contract under its number.
   *
   * @param number 1 to 65,535, for ever
   * @param contract the contract
   */
  public record Numbered(int number, Contract<?> contract) {}

  /**
   * A contract with what follows from its surface.
   *
   * @param number its number
   * @param contract its decision
   * @param surface what it declares
   * @param transactions its transactions
   * @param facts its facts
   * @param classed its transactions that are of a class
   * @param together its transactions that replicas decide together
   */
  public record Rules(
      int number,
      Contract<Transaction> contract,
      Surface surface,
      Variants<Transaction> transactions,
      Variants<Fact> facts,
      List<Surface.Classed> classed,
      List<Class<? extends Transaction>> together) {
    /** Whether replicas decide {@code transaction} together. */
    public boolean decidedTogether(Transaction transaction) {
      return !together.isEmpty() && together.contains(transaction.getClass());
    }

    /** The class that {@code transaction} is of, if any. */
    public Optional<ApprovalClass> approvalClass(Transaction transaction) {
      for (Surface.Classed each : classed) {
        if (each.is(transaction)) {
          return Optional.of(each.kind());
        }
      }
      return Optional.empty();
    }
  }

  private final long version;
  private final List<Table<?, ?>> ledgerTables;
  private final List<Rules> contracts;
  private final Map<Table<?, ?>, Bytes> prefixes = new HashMap<>();
  private final Map<Table<?, ?>, Integer> owners = new HashMap<>();

  private final Optional<Rulebook> earlier;
  private final Optional<Rules> authority;
  private final Optional<Rules> assembly;
  private final Optional<Allowance> allowance;

  private Rulebook(
      long version,
      List<Table<?, ?>> ledgerTables,
      List<Rules> contracts,
      Optional<Rulebook> earlier) {
    this.version = version;
    this.ledgerTables = List.copyOf(ledgerTables);
    this.contracts = List.copyOf(contracts);
    this.earlier = earlier;
    this.authority =
        contracts.stream().filter(each -> each.surface().authority().isPresent()).findFirst();
    this.assembly =
        contracts.stream().filter(each -> each.surface().assembly().isPresent()).findFirst();
    this.allowance =
        contracts.stream().flatMap(each -> each.surface().allowance().stream()).findFirst();
    List<Table<?, ?>> own =
        new ArrayList<>(
            List.of(
                Keys.TABLE,
                Keys.OF_SUBJECT,
                Checkpoints.TABLE,
                RulesVersions.TABLE,
                Replicas.TABLE));
    own.addAll(ledgerTables);
    claim(LEDGER, own);
    for (Rules rules : contracts) {
      claim(rules.number(), rules.surface().tables());
    }
  }

  /**
   * The rulebook of {@code numbered}.
   *
   * @param version the rules version
   * @param ledgerTables the ledger's own tables besides those of this package
   * @throws IllegalArgumentException naming every contract that breaks a rule of the house
   */
  @SuppressWarnings("unchecked")
  public static Rulebook of(long version, List<Table<?, ?>> ledgerTables, List<Numbered> numbered) {
    List<Rules> contracts = new ArrayList<>();
    for (Numbered each : numbered) {
      Surface surface = each.contract().surface();
      contracts.add(
          new Rules(
              each.number(),
              (Contract<Transaction>) each.contract(),
              surface,
              (Variants<Transaction>) Variants.of(surface.transactions()),
              (Variants<Fact>) Variants.of(surface.facts()),
              surface.classed(),
              surface.together()));
    }
    Rulebook rulebook = new Rulebook(version, ledgerTables, contracts, Optional.empty());
    List<String> faults = RulebookCheck.faults(contracts, rulebook::owner);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "the contracts do not fit together: " + String.join("; ", faults));
    }
    return rulebook;
  }

  /**
   * These rules, knowing those that decided before them: what {@code before} knows is kept.
   *
   * @throws IllegalArgumentException naming what these rules would no longer read
   */
  public Rulebook after(Rulebook before) {
    List<String> faults = RulebookSuccession.faults(before, this);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "the rules do not follow from those before: " + String.join("; ", faults));
    }
    return new Rulebook(version, ledgerTables, contracts, Optional.of(before));
  }

  /** The rules {@code asked} for, if they are these or came before them. */
  public Optional<Rulebook> ofVersion(long asked) {
    return asked == version
        ? Optional.of(this)
        : earlier.flatMap(before -> before.ofVersion(asked));
  }

  /** The versions known, the newest first. */
  public List<Long> versions() {
    List<Long> known = new ArrayList<>(List.of(version));
    earlier.ifPresent(before -> known.addAll(before.versions()));
    return List.copyOf(known);
  }

  private void claim(int contract, List<Table<?, ?>> tables) {
    for (Table<?, ?> table : tables) {
      Bytes prefix = Table.prefix(contract, table.number());
      for (Table<?, ?> other : tables) {
        if (other != table && other.number() == table.number()) {
          throw new IllegalArgumentException(
              "tables " + table + " and " + other + " of contract " + contract + " share a number");
        }
      }
      if (owners.put(table, contract) != null) {
        throw new IllegalArgumentException("table " + table + " is declared twice");
      }
      prefixes.put(table, prefix);
    }
  }

  /** The rules version. */
  public long version() {
    return version;
  }

  /** All contracts in the order of their numbers. */
  public List<Rules> contracts() {
    return contracts;
  }

  /** The contract numbered {@code number}. */
  public Optional<Rules> numbered(long number) {
    for (Rules rules : contracts) {
      if (rules.number() == number) {
        return Optional.of(rules);
      }
    }
    return Optional.empty();
  }

  /** The contract whose path or noun is {@code name}. */
  public Optional<Rules> named(String name) {
    for (Rules rules : contracts) {
      if (rules.surface().path().equals(name) || rules.surface().noun().equals(name)) {
        return Optional.of(rules);
      }
    }
    return Optional.empty();
  }

  /** The contract that says who may ask for something in whose name, if there is one. */
  public Optional<Rules> authority() {
    return authority;
  }

  /** The contract that says when enough of the replicas ask for something, if there is one. */
  public Optional<Rules> assembly() {
    return assembly;
  }

  /** What says whose keys may place fewer statements than others', if anything does. */
  public Optional<Allowance> allowance() {
    return allowance;
  }

  /** The contract that {@code transaction} belongs to. */
  public Rules of(Transaction transaction) {
    for (Rules rules : contracts) {
      if (rules.surface().transactions().isInstance(transaction)) {
        return rules;
      }
    }
    throw new IllegalArgumentException(
        transaction.getClass().getName() + " belongs to no contract of this rulebook");
  }

  /** The contract that {@code fact} belongs to. */
  public Rules of(Fact fact) {
    for (Rules rules : contracts) {
      if (rules.surface().facts().isInstance(fact)) {
        return rules;
      }
    }
    throw new IllegalArgumentException(
        fact.getClass().getName() + " belongs to no contract of this rulebook");
  }

  /**
   * The octets that every key of {@code table} starts with.
   *
   * @throws IllegalArgumentException if no contract declares it
   */
  public Bytes prefix(Table<?, ?> table) {
    Bytes prefix = prefixes.get(table);
    if (prefix == null) {
      throw new IllegalArgumentException("no contract declares the table " + table);
    }
    return prefix;
  }

  /** The number of the contract that declares {@code table}. */
  public int owner(Table<?, ?> table) {
    Integer owner = owners.get(table);
    if (owner == null) {
      throw new IllegalArgumentException("no contract declares the table " + table);
    }
    return owner;
  }
}
