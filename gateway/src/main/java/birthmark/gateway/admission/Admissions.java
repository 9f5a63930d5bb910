package birthmark.gateway.admission;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Who may be here, and how much each may use.
 *
 * <p>Every decision follows from what a node proved. What was proven is kept and looked at again
 * when a node tells of a change, and now and then without that. With no node within reach what was
 * proven counts for a set time; then nobody is admitted.
 */
public final class Admissions implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);

  /** Between two things that are looked at with no hurry: a hundred a second at most. */
  private static final Duration ROUND_PAUSE = Duration.ofMillis(10);

  /** How many threads tell things at once that they may use less. */
  private static final int AT_ONCE = 4;

  /**
   * What may be set.
   *
   * @param offline how long what was proven counts with no node within reach
   * @param review how long a decision stands without being looked at again
   * @param knownMax how many things are remembered at most
   */
  public record Settings(Duration offline, Duration review, int knownMax) {
    /** What holds unless somebody sets something else. */
    public static final Settings USUAL =
        new Settings(Duration.ofMinutes(10), Duration.ofMinutes(1), 200_000);
  }

  /** Takes note that a thing that is here may use another part than before. */
  public interface Listener {
    /** The decision that holds from now on, and what the thing could use {@code before}. */
    void changed(Decision decision, Segment before);

    /** Whom the thing may talk to within its part is another than before. */
    default void usageChanged(ThingId thing) {}
  }

  /** A thing that is here: by which key, how often, and what it was told it may use. */
  private record Presence(KeyId key, int count, Segment segment, Optional<Usage> usage) {
    Presence times(int now) {
      return new Presence(key, now, segment, usage);
    }
  }

  private final ProvenStandings ledger;
  private final Settings settings;
  private final Notices notices;
  private final ConcurrentMap<ThingId, Known> known = new ConcurrentHashMap<>();
  private final Map<ThingId, Presence> present = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<LongConsumer> agreements = new CopyOnWriteArrayList<>();
  private final Review review;
  private final Thread ticker;
  private final Thread rounds;
  private volatile long doubtNanos = System.nanoTime();
  private volatile boolean silent;
  private volatile boolean closed;

  /** Decides by what {@code ledger} proves. */
  public Admissions(ProvenStandings ledger, Settings settings, Notices notices) {
    this.ledger = ledger;
    this.settings = settings;
    this.notices = notices;
    this.review = new Review(this::reviewOne, this::reviewMany, notices);
    this.rounds = Thread.ofVirtual().name("rounds").unstarted(this::goRounds);
    this.ticker = Thread.ofVirtual().name("admissions").unstarted(this::tick);
  }

  /** Follows the ledger from now on. */
  public void start() {
    ledger.follow(
        new FactWatch.Listener() {
          @Override
          public void about(ThingId thing, long height) {
            review.announce(height);
            if (known.containsKey(thing)) {
              review.one(thing, height);
            }
          }

          @Override
          public void aboutModel(String model, long height) {
            review.announce(height);
            doubtNanos = System.nanoTime();
            review.several(
                present.keySet().stream().filter(thing -> isOf(thing, model)).toList(), height);
          }

          @Override
          public void aboutUsages(long height) {
            review.announce(height);
            ledger.forgetUsages();
            doubtNanos = System.nanoTime();
            review.all(height);
          }

          @Override
          public void aboutMany(long height) {
            review.announce(height);
            doubtNanos = System.nanoTime();
            review.all(height);
          }

          @Override
          public void aboutAgreements(long height) {
            agreements.forEach(each -> each.accept(height));
          }
        });
    review.start();
    ticker.start();
    rounds.start();
  }

  private boolean isOf(ThingId thing, String model) {
    Known found = known.get(thing);
    return found != null && found.standing().model().toString().equals(model);
  }

  /** The thing that {@code text} names: its id, 64 hexadecimal digits in lower case. */
  public static Optional<ThingId> thing(String text) {
    try {
      return text.length() == 2 * KeyId.LENGTH
          ? Optional.of(new ThingId(Bytes.fromHex(text))).filter(id -> id.toString().equals(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Has {@code listener} told of changes. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Has {@code listener} told the height as of which any agreement between things is another. */
  public void onAgreements(LongConsumer listener) {
    agreements.add(listener);
  }

  /** What the holder of {@code key} may use as the thing {@code thing}; asks a node if need be. */
  public Decision decide(ThingId thing, KeyId key) {
    if (isSilent()) {
      return Decision.none(thing, silence());
    }
    Known found = known.get(thing);
    // Of one that is not here nothing was looked at when many changed.
    boolean doubtful =
        found != null && !present.containsKey(thing) && found.nanos() - doubtNanos < 0;
    if (found == null || doubtful) {
      try {
        Optional<Known> asked = ledger.ask(thing, doubtful ? review.announced() : 0);
        if (asked.isEmpty()) {
          return Decision.none(thing, "the ledger knows no such thing");
        }
        found = asked.get();
        remember(thing, found);
      } catch (ClientException e) {
        // What was proven before counts on, as for one that is here.
        if (found == null) {
          return Decision.none(thing, "no node proves where it stands; try again: " + e.what());
        }
        review.one(thing, review.announced());
      }
    }
    return Decision.of(found, key, Instant.now());
  }

  private void remember(ThingId thing, Known found) {
    if (known.size() >= settings.knownMax()) {
      known.keySet().stream()
          .filter(each -> !present.containsKey(each))
          .findFirst()
          .ifPresent(known::remove);
    }
    known.merge(thing, found, (old, late) -> late.height() >= old.height() ? late : old);
    // A change told of while the node was asked may have found nothing to look at again.
    if (found.height() < review.announced()) {
      review.one(thing, review.announced());
    }
  }

  /** Notes that the thing is here by {@code key}, and says what it may use. */
  public Decision enter(ThingId thing, KeyId key) {
    Decision decision = decide(thing, key);
    present.compute(
        thing,
        (id, old) ->
            new Presence(key, old == null ? 1 : old.count() + 1, decision.segment(), usage(thing)));
    return decision;
  }

  /** Notes that one connection of the thing ended. */
  public void leave(ThingId thing) {
    present.computeIfPresent(
        thing, (id, old) -> old.count() == 1 ? null : old.times(old.count() - 1));
  }

  /** What a thing that is here may use now; for each message, so without asking anybody. */
  public Segment segment(ThingId thing) {
    Presence presence = present.get(thing);
    return presence == null || silent ? Segment.NONE : presence.segment();
  }

  /**
   * The same for the holder of {@code key}, also while the thing comes in: a last will is looked at
   * before that.
   */
  public Segment segment(ThingId thing, KeyId key) {
    if (present.containsKey(thing)) {
      return segment(thing);
    }
    Known found = known.get(thing);
    return found == null || silent
        ? Segment.NONE
        : Decision.of(found, key, Instant.now()).segment();
  }

  /**
   * What a thing may talk to, if its maker says so; for each message, so without asking anybody.
   */
  public Optional<Usage> usage(ThingId thing) {
    Known found = known.get(thing);
    return found == null ? Optional.empty() : found.usage();
  }

  /** How many things are here. */
  public int here() {
    return present.size();
  }

  /** Whether nobody is admitted because no node has been within reach for too long. */
  public boolean isSilent() {
    return ledger.sinceProof().compareTo(settings.offline()) > 0;
  }

  private String silence() {
    return "no node of the ledger has proven anything for more than "
        + settings.offline().toSeconds()
        + " s, so nobody is admitted";
  }

  /** Looks at where {@code thing} stands as of {@code height} or later, now if a node proves it. */
  public void look(ThingId thing, long height) {
    if (!reviewOne(thing, height)) {
      review.one(thing, height);
    }
  }

  private boolean reviewOne(ThingId thing, long height) {
    return reviewed(thing, ledger.inquire(thing, height));
  }

  /** Takes what {@code asked} comes to; says whether it was proven. */
  private boolean reviewed(ThingId thing, CompletableFuture<Optional<Known>> asked) {
    try {
      Inquiries.answered(asked).ifPresentOrElse(late -> apply(thing, late), () -> forget(thing));
      return true;
    } catch (ClientException e) {
      return false;
    }
  }

  /** Looks at those of {@code round}, first at one of each kin, whose proof may speak for all. */
  private boolean reviewMany(Review.Round round) {
    Set<ThingId> open = new HashSet<>(round.everything() ? present.keySet() : round.named());
    Set<ThingId> alike = new HashSet<>(round.several());
    alike.removeAll(round.things().keySet());
    List<List<ThingId>> kin = Kindred.among(alike, known);
    List<ThingId> firsts = kin.stream().map(List::getFirst).toList();
    Optional<ThingId> one = firsts.stream().findFirst().or(() -> open.stream().findFirst());
    // Where the nodes do not prove the block yet, one attempt is enough to know.
    if (one.isPresent() && !reviewOne(one.get(), round.height())) {
      return false;
    }
    one.ifPresent(open::remove);
    boolean proven = reviewAll(firsts.stream().filter(open::remove).toList(), round.height());
    List<ThingId> followed =
        kin.stream().flatMap(each -> Kindred.follow(each, known).stream()).toList();
    refreshAll(followed);
    followed.forEach(open::remove);
    return reviewAll(List.copyOf(open), round.height()) && proven;
  }

  private boolean reviewAll(List<ThingId> things, long height) {
    List<CompletableFuture<Optional<Known>>> asked =
        things.stream().map(thing -> ledger.inquire(thing, height)).toList();
    boolean proven = true;
    for (int i = 0; i < things.size(); i++) {
      proven &= reviewed(things.get(i), asked.get(i));
    }
    return proven;
  }

  /** Looks again and again at all that are here, apart from what is to be looked at now. */
  private void goRounds() {
    while (!closed) {
      try {
        Thread.sleep(settings.review());
        List<ThingId> open = List.copyOf(present.keySet());
        ledger.forgetUsages();
        for (int i = 0; i < open.size(); i += Inquiries.MOST) {
          List<ThingId> some = open.subList(i, Math.min(open.size(), i + Inquiries.MOST));
          // Whoever follows the nodes says which are away.
          boolean _ = reviewAll(some, 0);
          Thread.sleep(ROUND_PAUSE.multipliedBy(some.size()));
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void apply(ThingId thing, Known late) {
    known.computeIfPresent(thing, (id, old) -> late.height() >= old.height() ? late : old);
    refresh(thing);
  }

  private void forget(ThingId thing) {
    known.remove(thing);
    refresh(thing);
  }

  /** Compares what a thing that is here was told with what holds now, and tells a difference. */
  private void refresh(ThingId thing) {
    Presence presence = present.get(thing);
    if (presence == null) {
      return;
    }
    Known found = known.get(thing);
    Decision now =
        silent
            ? Decision.none(thing, silence())
            : found == null
                ? Decision.none(thing, "the ledger does not prove where it stands")
                : Decision.of(found, presence.key(), Instant.now());
    Optional<Usage> usage = found == null ? presence.usage() : found.usage();
    if (now.segment() == presence.segment() && usage.equals(presence.usage())) {
      return;
    }
    Presence next = new Presence(presence.key(), presence.count(), now.segment(), usage);
    if (!present.replace(thing, presence, next)) {
      // Somebody came, went or was told meanwhile: nobody is told twice.
      refresh(thing);
      return;
    }
    if (now.segment() != presence.segment()) {
      listeners.forEach(listener -> listener.changed(now, presence.segment()));
    }
    if (!usage.equals(presence.usage())) {
      listeners.forEach(listener -> listener.usageChanged(thing));
    }
  }

  /**
   * In several threads, so that those still to be cut off do not wait for all that ending costs.
   */
  private void refreshAll(List<ThingId> things) {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      things.forEach(each -> threads.execute(() -> refresh(each)));
    }
  }

  private void tick() {
    while (!closed) {
      boolean nobody = isSilent();
      if (nobody != silent) {
        silent = nobody;
        notices.say(
            nobody
                ? "ALARM: " + silence() + "."
                : "A node of the ledger is within reach again; things are admitted.");
      }
      present.keySet().forEach(this::refresh);
      try {
        Thread.sleep(TICK);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    ticker.interrupt();
    rounds.interrupt();
    review.close();
    ledger.close();
  }
}
