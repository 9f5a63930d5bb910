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
   */
  public record Rules(
      int number,
      Contract<Transaction> contract,
      Surface surface,
      Variants<Transaction> transactions,
      Variants<Fact> facts) {}

  private final long version;
  private final List<Rules> contracts;
  private final Map<Table<?, ?>, Bytes> prefixes = new HashMap<>();
  private final Map<Table<?, ?>, Integer> owners = new HashMap<>();

  private Rulebook(long version, List<Rules> contracts) {
    this.version = version;
    this.contracts = contracts;
  }

  /**
   * The rulebook of {@code numbered}.
   *
   * @param version the rules version
   * @param ledgerTables the ledger's own tables besides those of {@link Keys} and {@link
   *     Checkpoints}
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
              (Variants<Fact>) Variants.of(surface.facts())));
    }
    Rulebook rulebook = new Rulebook(version, List.copyOf(contracts));
    List<Table<?, ?>> own =
        new ArrayList<>(List.of(Keys.TABLE, Keys.OF_SUBJECT, Checkpoints.TABLE));
    own.addAll(ledgerTables);
    rulebook.claim(LEDGER, own);
    for (Rules rules : contracts) {
      rulebook.claim(rules.number(), rules.surface().tables());
    }
    List<String> faults = RulebookCheck.faults(contracts, rulebook::owner);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "the contracts do not fit together: " + String.join("; ", faults));
    }
    return rulebook;
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
