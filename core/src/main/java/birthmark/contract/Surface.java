package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import birthmark.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a contract shows to the world, as data: its name, transactions, facts, refusals, tables and
 * reads.
 *
 * <p>Codec, JSON form, REST routes, OpenAPI schema and command line follow from it.
 */
public final class Surface {
  private final String path;
  private final String noun;
  private final String about;
  private final List<Class<? extends Transaction>> transactions = new ArrayList<>();
  private final List<Class<? extends Fact>> facts = new ArrayList<>();
  private final List<Class<? extends Reason>> refusals = new ArrayList<>();
  private final List<Table<?, ?>> tables = new ArrayList<>();
  private final List<Duty<?, ?>> duties = new ArrayList<>();
  private final List<OpenRequest<?, ?>> openRequests = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final List<Class<? extends Contract<?>>> dependencies = new ArrayList<>();
  private final List<Histories> histories = new ArrayList<>();
  private final List<Authority> authorities = new ArrayList<>();
  private final List<Classed> classed = new ArrayList<>();
  private final List<Assembly> assemblies = new ArrayList<>();
  private final List<Allowance> allowances = new ArrayList<>();
  private final List<Class<? extends Transaction>> together = new ArrayList<>();
  private final List<Consequence<?, ?>> consequences = new ArrayList<>();
  private boolean registersKeys;
  private boolean governs;

  /**
   * Who may read the whole history of a kind of subject.
   *
   * @param kind the kind
   * @param readers who; the subject is key and record
   */
  public record Histories(Subject.Kind kind, Readers<Subject, Subject> readers) {}

  /**
   * A transaction of a class.
   *
   * @param type the transaction
   * @param which which of these
   * @param kind its class
   */
  public record Classed(
      Class<? extends Transaction> type, Predicate<Transaction> which, ApprovalClass kind) {
    boolean is(Transaction transaction) {
      return type == transaction.getClass() && which.test(transaction);
    }
  }

  private Surface(String path, String noun, String about) {
    this.path = path;
    this.noun = noun;
    this.about = about;
  }

  /**
   * A surface to be filled.
   *
   * @param path the contract's name: a plural noun in kebab case, the first step of its routes
   * @param noun what its command is called
   * @param about a sentence for people
   */
  public static Surface at(String path, String noun, String about) {
    return new Surface(path, noun, about);
  }

  /** The transactions: a sealed interface of tagged records. */
  public Surface submit(Class<? extends Transaction> type) {
    transactions.add(type);
    return this;
  }

  /** The facts: a sealed interface of tagged records. */
  public Surface facts(Class<? extends Fact> type) {
    facts.add(type);
    return this;
  }

  /** The refusals: an enum, in the order checked. */
  public <E extends Enum<E> & Reason> Surface refusals(Class<E> type) {
    refusals.add(type);
    return this;
  }

  /** All tables of the contract, also those without a read. */
  public Surface tables(Table<?, ?>... own) {
    tables.addAll(List.of(own));
    return this;
  }

  /** What happens by itself when a record of {@code table} comes due. */
  public <K extends Due, V> Surface due(Table<K, V> table, Duty.Rule<K, V> rule) {
    duties.add(new Duty<>(table, rule));
    return this;
  }

  /** Where it is recorded what takes effect once another asks for the very same. */
  public <K, V> Surface openRequests(
      String at,
      String sentence,
      Table<K, V> table,
      Function<V, Bytes> statement,
      Readers<K, V> readers) {
    openRequests.add(new OpenRequest<>(at, sentence, table, statement, readers, false));
    return this;
  }

  /**
   * The transactions that are of a class: a party can have them approved by several.
   *
   * @param kind the class
   * @param types the transactions
   */
  @SafeVarargs
  public final Surface approvals(ApprovalClass kind, Class<? extends Transaction>... types) {
    for (Class<? extends Transaction> type : types) {
      classed.add(new Classed(type, each -> true, kind));
    }
    return this;
  }

  /** Some of the transactions of {@code type} are of a class; said before what holds of all. */
  public <T extends Transaction> Surface approvals(
      ApprovalClass kind, Class<T> type, Predicate<T> which) {
    classed.add(new Classed(type, each -> which.test(type.cast(each)), kind));
    return this;
  }

  /** The transactions that take effect only once enough of the replicas ask for them. */
  @SafeVarargs
  public final Surface together(Class<? extends Transaction>... types) {
    for (Class<? extends Transaction> type : types) {
      together.add(type);
    }
    return this;
  }

  /** This contract says when enough of the replicas ask for something, whatever contract it is. */
  public Surface assembly(Assembly rule) {
    assemblies.add(rule);
    return this;
  }

  /** This contract says whose keys may place fewer statements than others'. */
  public Surface allowance(Allowance rule) {
    allowances.add(rule);
    return this;
  }

  /** This contract says who may ask for something in whose name, whatever contract it is for. */
  public Surface authority(Authority rule) {
    authorities.add(rule);
    return this;
  }

  /**
   * Where it is recorded what takes effect once enough have approved it. The first component of the
   * key is the party in whose name it is asked for.
   */
  public <K, V> Surface proposals(
      String at,
      String sentence,
      Table<K, V> table,
      Function<V, Bytes> statement,
      Readers<K, V> readers) {
    openRequests.add(new OpenRequest<>(at, sentence, table, statement, readers, true));
    return this;
  }

  /** A contract whose tables this one reads. */
  public Surface reads(Class<? extends Contract<?>> other) {
    dependencies.add(other);
    return this;
  }

  /** This contract registers and revokes keys. */
  public Surface registersKeys() {
    registersKeys = true;
    return this;
  }

  /** Who may read the whole history of subjects of {@code kind}: every statement about one. */
  public Surface histories(Subject.Kind kind, Readers<Subject, Subject> readers) {
    histories.add(new Histories(kind, readers));
    return this;
  }

  /** This contract says from which height on which rules decide and which replicas sign. */
  public Surface governs() {
    governs = true;
    return this;
  }

  /** One record by its key. */
  public <K, V> Surface find(String at, String sentence, Table<K, V> table, Readers<K, V> readers) {
    reads.add(new Read.Find<>(at, sentence, table, readers));
    return this;
  }

  /** The records of a table, or those under the leading components that the path names. */
  public <K, V> Surface list(String at, String sentence, Table<K, V> table, Readers<K, V> readers) {
    reads.add(new Read.Listing<>(at, sentence, table, readers));
    return this;
  }

  /** A value derived on read. */
  public <Q, R> Surface derive(
      String at,
      String sentence,
      Class<Q> query,
      Class<R> answer,
      Readers<Q, R> readers,
      Read.Derivation<Q, R> derivation) {
    reads.add(
        new Read.Derived<>(
            at, sentence, KeyCodec.of(query), Codec.of(answer), derivation, readers));
    return this;
  }

  /** A value derived on read. */
  public Surface derive(Read.Derived<?, ?> read) {
    reads.add(read);
    return this;
  }

  /** What transactions, also of other contracts, can change of what follows from the state. */
  public Surface consequences(Consequence<?, ?> consequence) {
    consequences.add(consequence);
    return this;
  }

  /** A value derived on read for each record of a table, or those under what the path names. */
  public <K, V, R> Surface deriveEach(
      String at,
      String sentence,
      Table<K, V> table,
      Class<R> answer,
      Readers<K, R> readers,
      Read.EachDerivation<K, V, R> derivation) {
    reads.add(
        new Read.DerivedListing<>(at, sentence, table, Codec.of(answer), derivation, readers));
    return this;
  }

  /** The contract's name. */
  public String path() {
    return path;
  }

  /** What its command is called. */
  public String noun() {
    return noun;
  }

  /** A sentence for people. */
  public String about() {
    return about;
  }

  /** The sealed interface of its transactions. */
  public Class<? extends Transaction> transactions() {
    return single(transactions, "transactions");
  }

  /** The sealed interface of its facts. */
  public Class<? extends Fact> facts() {
    return single(facts, "facts");
  }

  /** Its refusals in the order checked. */
  public List<Reason> refusals() {
    return List.of(single(refusals, "refusals").getEnumConstants());
  }

  /** Its tables. */
  public List<Table<?, ?>> tables() {
    return List.copyOf(tables);
  }

  /** What happens by itself. */
  public List<Duty<?, ?>> duties() {
    return List.copyOf(duties);
  }

  /** Where it is recorded what takes effect once another asks for the very same. */
  public List<OpenRequest<?, ?>> openRequests() {
    return List.copyOf(openRequests);
  }

  /** The transactions that are of a class. */
  public List<Classed> classed() {
    return List.copyOf(classed);
  }

  /** The transactions that take effect only once enough of the replicas ask for them. */
  public List<Class<? extends Transaction>> together() {
    return List.copyOf(together);
  }

  /** What says when enough of the replicas ask for something, if this contract does. */
  public Optional<Assembly> assembly() {
    return assemblies.stream().findFirst();
  }

  /** What says whose keys may place fewer statements, if this contract does. */
  public Optional<Allowance> allowance() {
    return allowances.stream().findFirst();
  }

  /** What says who may ask for something in whose name, if this contract does. */
  public Optional<Authority> authority() {
    return authorities.stream().findFirst();
  }

  /** Its reads. */
  public List<Read> reads() {
    return List.copyOf(reads);
  }

  /** What transactions can change of what follows from the state. */
  public List<Consequence<?, ?>> consequences() {
    return List.copyOf(consequences);
  }

  /** The kinds of subjects whose histories it opens, and to whom. */
  public List<Histories> histories() {
    return List.copyOf(histories);
  }

  /** The contracts whose tables it reads. */
  public List<Class<? extends Contract<?>>> dependencies() {
    return List.copyOf(dependencies);
  }

  /** Whether it registers and revokes keys. */
  public boolean keyRegistrar() {
    return registersKeys;
  }

  /** Whether it says from which height on which rules decide and which replicas sign. */
  public boolean governor() {
    return governs;
  }

  private <C> C single(List<C> declared, String what) {
    if (declared.size() != 1) {
      throw new IllegalArgumentException(
          "the surface of "
              + path
              + " must declare its "
              + what
              + " once, not "
              + declared.size()
              + " times");
    }
    return declared.get(0);
  }
}
