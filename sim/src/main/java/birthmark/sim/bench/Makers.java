package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.statement.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Makers that register models, one after another in turn: each statement has 250 octets, is signed
 * by one of many keys, needs a role and makes a new record.
 */
final class Makers {
  /** The octets of a statement. */
  static final int STATEMENT_OCTETS = 250;

  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final int NAME_OCTETS = 12;
  private static final int SHORT_OCTETS_MAX = 23;
  private static final long VALID_SECONDS = 86_400;

  private final Bytes network;
  private final Timestamp expiry;
  private final List<SigningKey> keys;
  private final String name;
  private final AtomicLongArray others;
  private long next;

  /**
   * A signed statement.
   *
   * @param octets its octets
   * @param key who signed
   */
  record Signed(Bytes octets, CoseKey key) {}

  private Makers(Bytes network, Timestamp expiry, List<SigningKey> keys, String name) {
    this.network = network;
    this.expiry = expiry;
    this.keys = keys;
    this.name = name;
    this.others = new AtomicLongArray(keys.size());
  }

  /** So many makers on the ledger {@code network}. */
  static Makers of(Bytes network, int count) {
    return of(network, count, "maker");
  }

  /** The same, whose handles begin with {@code name}, of five letters. */
  static Makers of(Bytes network, int count, String name) {
    List<SigningKey> keys =
        IntStream.range(0, count)
            .parallel()
            .<SigningKey>mapToObj(_ -> NativeKeys.generate())
            .toList();
    return new Makers(
        network,
        new Timestamp(Instant.now().toEpochMilli()).plusSeconds(VALID_SECONDS),
        keys,
        name);
  }

  private String handle(int maker) {
    return String.format(Locale.ROOT, "%s-%05d", name, maker);
  }

  /** What makes them known. */
  List<Bytes> registrations() {
    return IntStream.range(0, keys.size())
        .parallel()
        .mapToObj(
            maker ->
                new Statement.Draft(
                        network,
                        1,
                        expiry,
                        new PartyTransaction.Register(
                            keys.get(maker).publicKey(), new Handle(handle(maker)), "Maker"))
                    .sign(RULEBOOK, keys.get(maker)))
        .toList();
  }

  /** What gives them their role, by {@code founder}, numbered from {@code first} on. */
  List<Bytes> grants(SigningKey founder, long first) {
    return grants(founder, first, Role.MAKER);
  }

  /** The same, of {@code role}. */
  List<Bytes> grants(SigningKey founder, long first, Role role) {
    return IntStream.range(0, keys.size())
        .parallel()
        .mapToObj(
            maker ->
                new Statement.Draft(
                        network,
                        maker + first,
                        expiry,
                        new PartyTransaction.Grant(party(maker), role))
                    .sign(RULEBOOK, founder))
        .toList();
  }

  /** The next {@code count} registrations of models; of the same makers nothing else is asked. */
  List<Signed> models(int count) {
    long first = next;
    next += count;
    return IntStream.range(0, count).parallel().mapToObj(i -> model(first + i)).toList();
  }

  /** A model of the first maker's. */
  ModelId modelOfFirst(String model) {
    return new ModelId(handle(0) + ":" + model);
  }

  /** What the first maker asks for. */
  Bytes signed(Transaction transaction) {
    return signed(0, transaction).octets();
  }

  /** The next {@code count} transactions, each by the maker whose turn it is. */
  List<Signed> all(IntFunction<Transaction> transaction, int count) {
    return all(0, count, transaction);
  }

  /** The same, of the turns from {@code from} on. */
  List<Signed> all(int from, int count, IntFunction<Transaction> transaction) {
    return IntStream.range(from, from + count)
        .parallel()
        .mapToObj(i -> signed(i % keys.size(), transaction.apply(i)))
        .toList();
  }

  /** How many they are. */
  int count() {
    return keys.size();
  }

  /** The id of the one whose turn is {@code turn}. */
  PartyId party(int turn) {
    return new PartyId(keys.get(turn % keys.size()).publicKey().thumbprint().value());
  }

  private Signed signed(int maker, Transaction transaction) {
    SigningKey key = keys.get(maker);
    long sequence = others.incrementAndGet(maker) + 1;
    return new Signed(
        new Statement.Draft(network, sequence, expiry, transaction).sign(RULEBOOK, key),
        key.publicKey());
  }

  private Signed model(long number) {
    int maker = (int) (number % keys.size());
    SigningKey key = keys.get(maker);
    ModelId model = new ModelId(handle(maker) + String.format(Locale.ROOT, ":m%08d", number));
    long sequence = 2 + number / keys.size();
    Statement.Draft shorter = draft(model, sequence, NAME_OCTETS);
    int missing = STATEMENT_OCTETS - ENVELOPE_OCTETS - shorter.payload(RULEBOOK).length();
    // From 24 octets on a text's head takes one more.
    int name = NAME_OCTETS + missing - (NAME_OCTETS + missing > SHORT_OCTETS_MAX ? 1 : 0);
    Bytes octets = draft(model, sequence, name).sign(RULEBOOK, key);
    if (octets.length() != STATEMENT_OCTETS) {
      throw new IllegalStateException(
          "a statement of the bench has " + octets.length() + " octets, its name " + name);
    }
    return new Signed(octets, key.publicKey());
  }

  private Statement.Draft draft(ModelId model, long sequence, int nameOctets) {
    return new Statement.Draft(
        network,
        sequence,
        expiry,
        new ThingTransaction.RegisterModel(
            model, "x".repeat(nameOctets), false, Assurance.SELF_REPORTED, Optional.empty()));
  }

  /** Octets of a COSE_Sign1 by an Ed25519 key around its payload. */
  private static final int ENVELOPE_OCTETS = envelopeOctets();

  private static int envelopeOctets() {
    SigningKey key = NativeKeys.generate();
    Statement.Draft draft =
        new Statement.Draft(
            Bytes.ofOwned(new byte[32]),
            1,
            new Timestamp(0),
            new PartyTransaction.Grant(
                new PartyId(key.publicKey().thumbprint().value()), Role.MAKER));
    return draft.sign(RULEBOOK, key).length() - draft.payload(RULEBOOK).length();
  }

  /** Their octets. */
  static List<Bytes> octets(List<Signed> signed) {
    List<Bytes> octets = new ArrayList<>(signed.size());
    signed.forEach(each -> octets.add(each.octets()));
    return octets;
  }
}
