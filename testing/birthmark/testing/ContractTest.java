package birthmark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import birthmark.codec.MalformedException;
import birthmark.contract.Acting;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.state.Table;
import birthmark.state.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every contract must stand: golden octets, round trips, mutated octets, a table of decisions
 * that reaches every refusal and every fact, and random transactions against a naive model.
 *
 * @param <W> the world of a case: a {@link Hearing} and who takes part in it
 */
public abstract class ContractTest<W> {
  private static final int ROUND_TRIPS = 40;
  private static final int MUTATIONS = 25;
  private static final int PLAYS = 6;
  private static final int MOVES = 100;

  /**
   * A line of the decision table.
   *
   * @param name the promise it keeps, in words
   * @param reason why it is refused; empty if it is accepted
   * @param facts the kinds of facts it leads to, in order
   * @param decision makes the situation and decides in it
   */
  public record Case<W>(
      String name, Optional<Reason> reason, List<Class<?>> facts, Function<W, Outcome> decision) {}

  /**
   * A transaction and who signs it.
   *
   * @param key the signer's key
   * @param transaction what is asked for
   * @param acting in whose name, or what is approved
   */
  public record Move(CoseKey key, Transaction transaction, Optional<Acting> acting) {
    /** What the signer asks for itself. */
    public Move(CoseKey key, Transaction transaction) {
      this(key, transaction, Optional.empty());
    }
  }

  /** The same rules once more, as plainly as possible, over plain maps and lists. */
  public interface NaiveModel {
    /** A random transaction, often one that should be refused. */
    Move move(Random random);

    /** What comes of it: why it is refused, or empty where it takes effect on the model. */
    Optional<Reason> decide(Move move);

    /** Is told the id of the statement that {@code move} was, before it decides. */
    default void numbered(Bytes statement) {}

    /** Goes on to the next block, {@code seconds} later. */
    void pass(long seconds);

    /** Compares all that the model holds with {@code state}. */
    void compare(View state);
  }

  /** The rulebook that the contract is part of. */
  protected abstract Rulebook rulebook();

  /** The contract's path. */
  protected abstract String path();

  /** How to make the values that shapes do not tell everything about. */
  protected abstract Samples samples();

  /** A new world for a case. */
  protected abstract W world();

  /** The decision table. */
  protected abstract List<Case<W>> cases();

  /** A hearing to play on, before anything is played. */
  protected abstract Hearing hearing();

  /** A naive model of the same. */
  protected abstract NaiveModel model(Hearing hearing);

  /** Where the golden octets are kept. */
  protected Path golden() {
    return SharedData.root().resolve("spec/vectors/contracts/" + path() + ".json");
  }

  /** A line of the table that is accepted. */
  public static <W> Case<W> accepts(String name, Function<W, Outcome> decision, Class<?>... facts) {
    return new Case<>(name, Optional.empty(), List.of(facts), decision);
  }

  /** A line of the table that is refused. */
  public static <W> Case<W> refuses(Reason reason, String name, Function<W, Outcome> decision) {
    return new Case<>(name, Optional.of(reason), List.of(), decision);
  }

  /** The outcome of a transaction that a case needs before the one it is about. */
  public static Outcome mustAccept(Outcome outcome) {
    assertTrue(outcome instanceof Outcome.Accepted, () -> "not accepted: " + outcome);
    return outcome;
  }

  /** Checks what an outcome that a case needs before its own one leads to. */
  public static void assertFacts(Outcome.Accepted outcome, Class<?>... facts) {
    assertEquals(List.of(facts), kinds(outcome));
  }

  private static List<Class<?>> kinds(Outcome.Accepted accepted) {
    List<Class<?>> kinds = new ArrayList<>();
    accepted.facts().forEach(fact -> kinds.add(fact.getClass()));
    return kinds;
  }

  private Rulebook.Rules rules() {
    return rulebook().named(path()).orElseThrow();
  }

  @Test
  void octetsAreTheGoldenOnes() throws Exception {
    new GoldenFile(rulebook(), rules(), samples()).check(golden());
  }

  @Test
  void recordsComeBackFromCborAndJsonAsTheyWere() throws MalformedException {
    Random random = new Random(1);
    for (Codec<?> codec : codecs()) {
      for (int i = 0; i < ROUND_TRIPS; i++) {
        roundTrip(codec, random);
      }
    }
  }

  private <T> void roundTrip(Codec<T> codec, Random random) throws MalformedException {
    T value = samples().of(codec, random);
    assertEquals(value, codec.decode(codec.encode(value)));
    assertEquals(value, codec.fromJson(JsonReader.read(JsonWriter.indented(codec.toJson(value)))));
  }

  @Test
  void keysOfTablesComeBackAndNoneBeginsAnother() {
    Random random = new Random(2);
    for (Table<?, ?> table : rules().surface().tables()) {
      keys(table.key(), random);
    }
  }

  private <K> void keys(KeyCodec<K> codec, Random random) {
    Bytes none = Bytes.EMPTY;
    for (int i = 0; i < ROUND_TRIPS; i++) {
      K one = samples().of(codec.codec(), random);
      K other = samples().of(codec.codec(), random);
      Bytes octets = codec.encode(none, one);
      assertEquals(one, codec.decode(octets, 0));
      assertTrue(octets.length() <= codec.lengthMax());
      assertTrue(
          one.equals(other) || !codec.encode(none, other).startsWith(octets),
          "a key must not begin another");
    }
  }

  @Test
  void mutatedOctetsAreRefusedOrTheOneFormOfAnotherValue() {
    Random random = new Random(3);
    for (Codec<?> codec : codecs()) {
      for (int i = 0; i < MUTATIONS; i++) {
        mutate(codec, random);
      }
    }
  }

  private <T> void mutate(Codec<T> codec, Random random) {
    Bytes mutated = Mutation.of(codec.encode(samples().of(codec, random)), random);
    try {
      assertEquals(mutated, codec.encode(codec.decode(mutated)), "two forms of one value");
    } catch (MalformedException e) {
      assertTrue(!e.sentence().isBlank(), "a refusal must say what is wrong");
    }
  }

  private List<Codec<?>> codecs() {
    List<Codec<?>> codecs = new ArrayList<>();
    rules().transactions().all().forEach(variant -> codecs.add(variant.codec()));
    rules().facts().all().forEach(variant -> codecs.add(variant.codec()));
    rules().surface().tables().forEach(table -> codecs.add(table.value()));
    return codecs;
  }

  @TestFactory
  Stream<DynamicTest> decisionsAreThoseOfTheTable() {
    return cases().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)));
  }

  private void run(Case<W> each) {
    Outcome outcome = each.decision().apply(world());
    switch (outcome) {
      case Outcome.Rejected rejected ->
          assertEquals(each.reason(), Optional.of(rejected.reason()), rejected.detail());
      case Outcome.Accepted accepted -> {
        assertEquals(each.reason(), Optional.empty(), "it was accepted: " + accepted.facts());
        assertEquals(each.facts(), kinds(accepted));
      }
    }
  }

  @Test
  void everyRefusalAndEveryFactIsReachedByTheTable() {
    List<Object> missing = new ArrayList<>(rules().surface().refusals());
    rules().facts().all().forEach(variant -> missing.add(variant.type()));
    for (Case<W> each : cases()) {
      each.reason().ifPresent(missing::remove);
      missing.removeAll(each.facts());
    }
    assertEquals(List.of(), missing, "no case reaches these");
  }

  @Test
  void randomTransactionsAreDecidedAsByTheNaiveModel() {
    int accepted = 0;
    for (long seed = 1; seed <= PLAYS; seed++) {
      Random random = new Random(seed);
      Hearing hearing = hearing();
      NaiveModel model = model(hearing);
      for (int i = 0; i < MOVES; i++) {
        Move move = model.move(random);
        Optional<Reason> reason =
            hearing.decide(move.key(), move.transaction(), move.acting())
                    instanceof Outcome.Rejected rejected
                ? Optional.of(rejected.reason())
                : Optional.empty();
        model.numbered(hearing.lastStatement());
        Optional<Reason> expected = model.decide(move);
        assertEquals(expected, reason, "play " + seed + ", move " + i + ": " + move.transaction());
        accepted += reason.isEmpty() ? 1 : 0;
        if (random.nextInt(4) == 0) {
          long seconds = random.nextInt(10) == 0 ? random.nextInt(1_000_000) : random.nextInt(60);
          hearing.pass(seconds);
          model.pass(seconds);
        }
      }
      model.compare(hearing.state());
    }
    assertTrue(accepted >= PLAYS * MOVES / 10, "too few were accepted to show anything");
  }
}
