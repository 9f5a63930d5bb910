package birthmark.sim.second;

import birthmark.answer.AnswerProof;
import birthmark.answer.Cursor;
import birthmark.answer.Question;
import birthmark.answer.Recorder;
import birthmark.answer.Span;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Now;
import birthmark.contract.Read;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.authorities.Authorities;
import birthmark.contracts.content.Content;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.messages.Messages;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.registrations.Registrations;
import birthmark.contracts.samples.Sampling;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.Things;
import birthmark.machine.Overlay;
import birthmark.merkle.LogProof;
import birthmark.merkle.StateProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Receipt;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.SeededKey;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.testing.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Questions of every read about a ledger, each with a proof that may show too little. */
final class RandomQuestions {
  private static final Rulebook RULEBOOK = Contracts.rulebook();

  /** A read with the name of the contract that it is asked of. */
  private record Known(String contract, Read read) {}

  private final Random random;
  private final MemoryLedger ledger;
  private final Now now;
  private final Bytes receipt;
  private final List<Known> reads = new ArrayList<>();
  private final Map<String, List<String>> texts = new TreeMap<>();

  RandomQuestions(RandomHistory history, long seed) {
    this.random = new Random(seed);
    this.ledger = history.ledger();
    this.now = new Now(ledger.tip().height(), ledger.tip().time());
    this.receipt = receipt(history.genesis().name());
    reads.add(new Known(Question.LEDGER, Question.KEYS));
    for (Rulebook.Rules rules : RULEBOOK.contracts()) {
      String contract = rules.surface().path();
      rules.surface().reads().forEach(read -> reads.add(new Known(contract, read)));
    }
    collect();
  }

  /** What the paths' parameters may be: mostly what there is. */
  private void collect() {
    View view = new Overlay(RULEBOOK, ledger);
    List<String> things = all(view, Things.THINGS, 0);
    List<String> parties = all(view, Parties.PARTIES, 0);
    texts.put("thing", things);
    texts.put("whole", things);
    texts.put("party", parties);
    texts.put("owner", parties);
    List<String> keys = new ArrayList<>(parties);
    keys.addAll(things);
    Cast.EVERYBODY.spares().forEach(key -> keys.add(key.publicKey().thumbprint().toString()));
    texts.put("kid", keys);
    texts.put("key", keys);
    texts.put("handle", all(view, Parties.HANDLES, 0));
    texts.put("model", Cast.models().stream().map(Object::toString).toList());
    texts.put("batch", all(view, Things.LINES, 1));
    texts.put("root", all(view, Things.BATCHES, 1));
    texts.put("version", List.of("1.0", "1.1", "2.0", "2.1"));
    List<String> digests = new ArrayList<>(all(view, Content.COMMITMENTS, 1));
    digests.add("00".repeat(32));
    texts.put("digest", digests);
    texts.put("to", parties);
    texts.put("value", List.of("A1", "A2", "B1", "00".repeat(32)));
    texts.put("authority", all(view, Authorities.AUTHORITIES, 0));
    texts.put("agreement", all(view, Messages.AGREEMENTS, 0));
    texts.put("registration", all(view, Registrations.REGISTRATIONS, 0));
    texts.put("name", names(Registrations.PolicyName.values()));
    texts.put("role", names(Role.values()));
    texts.put("regulator", all(view, Sampling.RULES, 0));
    texts.put("rule", all(view, Sampling.RULES, 1));
    texts.put("utility", all(view, Sampling.PLANS, 0));
    texts.put("plan", all(view, Sampling.PLANS, 1));
    texts.put("laboratory", all(view, Sampling.ACCREDITATIONS, 0));
    texts.put("operator", all(view, Sampling.STREAMS, 0));
    texts.put("stream", all(view, Sampling.STREAMS, 1));
    texts.put("logger", all(view, Sampling.LOGGERS, 1));
    texts.put("file", all(view, Sampling.CAPTURES, 2));
    texts.put("number", List.of("1", "2", "3", "5", "1000", "1001"));
    texts.put("motion", all(view, Governance.MOTIONS, 0));
    texts.put("kind", names(Identifier.Kind.values()));
  }

  private static List<String> names(Enum<?>[] all) {
    List<String> names = new ArrayList<>();
    for (Enum<?> each : all) {
      names.add(each.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return names;
  }

  private static <K, V> List<String> all(View view, Table<K, V> table, int component) {
    TreeSet<String> found = new TreeSet<>();
    for (Entry<K, V> each : view.list(table, List.of(), Optional.empty(), 100)) {
      found.add(Cursor.texts(table.key().codec().toJson(each.key())).get(component));
    }
    found.add(component == 0 ? "ab".repeat(32) : "batch-9");
    return List.copyOf(found);
  }

  private Bytes receipt(String origin) {
    long size = ledger.tip().log().size();
    Bytes root = ledger.tip().log().root();
    SeededKey key = Cast.EVERYBODY.checkpoints();
    List<Bytes> path = LogProof.inclusion(ledger.tiles(), size - 1, size);
    return Receipt.issue(
            key,
            Receipt.Claims.NONE,
            new Receipt.Inclusion(size, size - 1, path),
            root,
            CheckpointSigner.of(origin, key).note(new Checkpoint(origin, size, root)))
        .encode();
  }

  /** The next question with its proof. */
  AnswerProof next() {
    Known known = reads.get(random.nextInt(reads.size()));
    List<String> asked = new ArrayList<>();
    for (String parameter : known.read().parameters()) {
      List<String> some = texts.get(parameter);
      asked.add(
          some == null || random.nextInt(30) == 0
              ? "none of \u00e9"
              : some.get(random.nextInt(some.size())));
    }
    boolean listing = known.read() instanceof Read.Listing || isDerived(known.read());
    int limit = listing ? 1 + random.nextInt(random.nextBoolean() ? 3 : 1_000) : 0;
    List<String> after = listing && random.nextInt(3) == 0 ? after(known.read()) : List.of();
    Question question = new Question(known.contract(), known.read().path(), asked, after, limit);
    Recorder recorder = new Recorder(ledger);
    try {
      read(known.read(), new Overlay(RULEBOOK, recorder), question);
    } catch (MalformedException e) {
      // What the path names is no key: the proof shows nothing, and the verifier must say so.
      recorder.value(Bytes.fromHex("00"));
    }
    boolean hides = random.nextInt(4) == 0;
    StateProof rows =
        ledger
            .tip()
            .tree()
            .prove(
                ledger.pages(),
                recorder.ranges(),
                key -> hides && random.nextInt(3) == 0 ? Optional.empty() : ledger.value(key));
    long last = ledger.tip().log().size() - 1;
    return new AnswerProof(question, ledger.entry(last).orElseThrow(), receipt, rows);
  }

  private static boolean isDerived(Read read) {
    return read instanceof Read.DerivedListing;
  }

  private List<String> after(Read read) {
    return switch (read) {
      case Read.Listing<?, ?> listing -> anyKey(listing.table());
      case Read.DerivedListing<?, ?, ?> listing -> anyKey(listing.table());
      default -> List.of();
    };
  }

  private <K, V> List<String> anyKey(Table<K, V> table) {
    List<Entry<K, V>> rows =
        new Overlay(RULEBOOK, ledger).list(table, List.of(), Optional.empty(), 100);
    return rows.isEmpty()
        ? List.of()
        : Cursor.texts(table.key().codec().toJson(rows.get(random.nextInt(rows.size())).key()));
  }

  private void read(Read read, View view, Question question) throws MalformedException {
    switch (read) {
      case Read.Find<?, ?> find -> find(find, view, question);
      case Read.Derived<?, ?> derived -> derive(derived, view, question);
      case Read.Listing<?, ?> listing -> list(listing.table(), view, question);
      case Read.DerivedListing<?, ?, ?> listing -> listDerived(listing, view, question);
    }
  }

  private static <K, V> void find(Read.Find<K, V> read, View view, Question question)
      throws MalformedException {
    view.find(read.table(), read.table().key().parse(question.texts()));
  }

  private <Q, R> void derive(Read.Derived<Q, R> read, View view, Question question)
      throws MalformedException {
    read.derivation().of(view, now, read.query().parse(question.texts()));
  }

  private static <K, V> void list(Table<K, V> table, View view, Question question)
      throws MalformedException {
    Span<K> span = Span.parse(table.key(), question.texts(), question.after());
    view.list(table, span.leading(), span.after(), question.limit());
  }

  private <K, V, R> void listDerived(
      Read.DerivedListing<K, V, R> read, View view, Question question) throws MalformedException {
    Span<K> span = Span.parse(read.table().key(), question.texts(), question.after());
    read.page(view, now, span.leading(), span.after(), question.limit());
  }
}
