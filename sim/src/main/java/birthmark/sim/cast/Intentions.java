package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.things.Things;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What everybody wants next, at random: every transaction of every contract, more often than not by
 * somebody who may, so that histories become long, and often enough by somebody who may not.
 */
public final class Intentions {
  private static final int ENOUGH = 4;
  private static final int FAVOURED_PERCENT = 8;
  private static final int FAVOURED_TIMES = 8;

  private final Bytes network;
  private final RandomGenerator random;
  private final Approving approving;
  private final Delegating delegating;
  private final Batching batching;
  private final SampleIntentions samples;
  private final SampleWay way;
  private final WatchIntentions watches;
  private final Registering registering;
  private final Entering entering;
  private final Making making;
  private final Admitting admitting;
  private final Governing governing;
  private final Living living;
  private final Talking talking;
  private final List<Choice> choices;
  private final int weights;
  private final boolean early;

  /**
   * What is known when somebody decides what to want.
   *
   * @param state the ledger's records as of its last block
   * @param nonce that block, for evidence
   * @param time its time
   * @param seen statements that travelled, the latest last: anybody may have kept them
   */
  public record Knowledge(View state, Nonce nonce, Timestamp time, List<Bytes> seen) {}

  private record Choice(int weight, Function<Knowledge, Intention> make) {}

  /** Intentions of {@code cast} on the ledger {@code network}. */
  public Intentions(Cast cast, Bytes network, RandomGenerator random) {
    this(cast, network, random, Intentions::ofEverything, true);
  }

  /** The same, of those who have to do with samples and want nothing else. */
  public static Intentions ofSamples(Cast cast, Bytes network, RandomGenerator random) {
    return new Intentions(cast, network, random, Intentions::ofSamples, false);
  }

  /** All that anybody wants but who the replicas are. */
  public static Intentions ofUsers(Cast cast, Bytes network, RandomGenerator random) {
    return new Intentions(cast, network, random, Intentions::ofUsers, true);
  }

  /** What replicas want, which is little but to vote. */
  public static Intentions ofReplicas(Cast cast, Bytes network, RandomGenerator random) {
    return new Intentions(cast, network, random, Intentions::ofReplicas, false);
  }

  /** What strangers want, and those who let them in. */
  public static Intentions ofStrangers(Cast cast, Bytes network, RandomGenerator random) {
    return new Intentions(cast, network, random, Intentions::ofStrangers, false);
  }

  private Intentions(
      Cast cast,
      Bytes network,
      RandomGenerator random,
      Function<Intentions, List<Choice>> wanted,
      boolean early) {
    this.early = early;
    this.network = network;
    this.random = random;
    Picks picks = new Picks(cast, random);
    this.registering = new Registering(cast, network, new ForeignStatements(random), picks);
    this.entering = new Entering(cast, network, picks);
    this.delegating = new Delegating(cast, random);
    this.approving = new Approving(cast, random, delegating);
    this.batching = new Batching(cast, random);
    this.living = new Living(cast, random);
    this.talking = new Talking(cast, random);
    this.samples = new SampleIntentions(cast, random);
    this.way = new SampleWay(cast, samples, approving);
    this.watches = new WatchIntentions(cast, random);
    this.making = new Making(cast, network, new MakersAuthorities(cast, random), picks);
    this.admitting = new Admitting(cast, picks);
    this.governing = new Governing(cast, random);
    this.choices = wanted.apply(this).stream().map(this::favoured).toList();
    this.weights = choices.stream().mapToInt(Choice::weight).sum();
  }

  /**
   * The choice, in some histories wanted far more often than in others: what takes several steps in
   * a row happens where few other things do (Groce and others, "Swarm testing", 2012).
   */
  private Choice favoured(Choice choice) {
    return chance(FAVOURED_PERCENT)
        ? new Choice(choice.weight() * FAVOURED_TIMES, choice.make())
        : choice;
  }

  private List<Choice> ofEverything() {
    List<Choice> all = new ArrayList<>(ofUsers());
    all.add(5, new Choice(6, known -> governing.next(known, network)));
    return List.copyOf(all);
  }

  private List<Choice> ofUsers() {
    return List.of(
        new Choice(3, entering::register),
        new Choice(1, entering::rule),
        new Choice(3, registering::role),
        new Choice(3, registering::partyKey),
        new Choice(3, registering::sealed),
        new Choice(4, registering::registration),
        new Choice(3, registering::revokeKey),
        new Choice(2, approving::keyEnd),
        new Choice(6, known -> approving.recovery(known, network)),
        new Choice(2, approving::policy),
        new Choice(5, known -> delegating.next(known, network)),
        new Choice(4, known -> approving.approval(known).orElseGet(() -> registering.role(known))),
        new Choice(3, making::model),
        new Choice(9, making::birth),
        new Choice(7, known -> batching.next(known, network)),
        new Choice(10, living::next),
        new Choice(6, talking::next),
        new Choice(8, making::ownership),
        new Choice(3, making::evidenceOfCopies),
        new Choice(8, making::agreement),
        new Choice(6, admitting::release),
        new Choice(2, admitting::revokeRelease),
        new Choice(3, admitting::policy),
        new Choice(2, admitting::baseline),
        new Choice(14, admitting::attest),
        new Choice(6, admitting::hold),
        new Choice(8, making::certificate),
        new Choice(2, watches::next),
        new Choice(1, samples::before),
        new Choice(1, samples::step));
  }

  private List<Choice> ofStrangers() {
    return List.of(
        new Choice(8, entering::stranger),
        new Choice(6, entering::rule),
        new Choice(3, entering::register),
        new Choice(2, registering::role),
        new Choice(4, registering::partyKey),
        new Choice(2, known -> delegating.next(known, network)));
  }

  private List<Choice> ofReplicas() {
    return List.of(
        new Choice(14, known -> governing.next(known, network)),
        new Choice(3, registering::role),
        new Choice(1, registering::registration),
        new Choice(1, registering::revokeKey),
        new Choice(1, registering::partyKey));
  }

  private List<Choice> ofSamples() {
    return List.of(
        new Choice(2, entering::register),
        new Choice(1, registering::role),
        new Choice(9, known -> approving.approval(known).orElseGet(() -> registering.role(known))),
        new Choice(8, watches::next),
        new Choice(12, samples::before),
        new Choice(40, samples::step),
        new Choice(60, way::next));
  }

  /** The next one; first of all things are made, without which little else can happen. */
  public Intention next(Knowledge known) {
    if (early && chance(60) && few(known, Things.THINGS)) {
      return few(known, Things.MODELS) && chance(50) ? making.model(known) : making.birth(known);
    }
    int left = random.nextInt(weights);
    for (Choice choice : choices) {
      left -= choice.weight();
      if (left < 0) {
        return approving.inName(known, choice.make().apply(known));
      }
    }
    throw new IllegalStateException("the weights add up");
  }

  private static boolean few(Knowledge known, Table<?, ?> table) {
    return known.state().list(table, List.of(), Optional.empty(), ENOUGH).size() < ENOUGH;
  }

  /** True {@code percent} times in a hundred. */
  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
