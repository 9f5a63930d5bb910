package birthmark.contracts.messages;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.contracts.messages.MessageTransaction.CommitConversation;
import birthmark.contracts.messages.MessageTransaction.Consent;
import birthmark.contracts.messages.MessageTransaction.EndAgreement;
import birthmark.contracts.messages.MessageTransaction.OpenAgreement;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.testing.Samples;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Agreements once more, as a map of what was opened. Things do not change hands here. */
final class NaiveMessages implements ContractTest.NaiveModel {
  private static final class Open {
    final List<ThingId> things;
    final Timestamp until;
    final Set<CoseKey> consents = new HashSet<>();
    final Map<CoseKey, Long> committed = new HashMap<>();
    boolean ended;

    Open(List<ThingId> things, Timestamp until) {
      this.things = things;
      this.until = until;
    }
  }

  private final ThingWorld world;
  private final List<CoseKey> makers;
  private final List<CoseKey> sold;
  private final CoseKey stranger;
  private final Map<AgreementId, Open> all = new HashMap<>();
  private Bytes statement = Bytes.EMPTY;
  private Timestamp now;

  NaiveMessages(ThingWorld world) {
    this.world = world;
    this.makers = List.of(world.born(), world.born());
    this.sold = List.of(world.sold(), world.sold());
    this.stranger = world.parties.key();
    this.now = world.hearing.time();
  }

  private AgreementId some(Random random) {
    return all.isEmpty() || random.nextInt(12) == 0
        ? new AgreementId(Samples.random(random, 32))
        : pick(List.copyOf(all.keySet()), random);
  }

  private CoseKey thing(Random random) {
    return random.nextInt(12) == 0 ? stranger : pick(random.nextBoolean() ? makers : sold, random);
  }

  @Override
  public ContractTest.Move move(Random random) {
    CoseKey signer = pick(List.of(world.acme, world.site, world.acme, world.bolt), random);
    return switch (random.nextInt(8)) {
      case 0, 1 -> {
        List<ThingId> things = new ArrayList<>();
        while (things.size() < 2 + random.nextInt(2)) {
          ThingId thing = ThingId.of(thing(random));
          if (!things.contains(thing)) {
            things.add(thing);
          }
        }
        yield new ContractTest.Move(
            signer,
            new OpenAgreement(things, "heating", now.plusSeconds(random.nextInt(600_000)), 60, 10));
      }
      case 2, 3 -> new ContractTest.Move(signer, new Consent(some(random)));
      case 4 -> new ContractTest.Move(signer, new EndAgreement(some(random), "it is spring"));
      default ->
          new ContractTest.Move(
              random.nextInt(6) == 0 ? signer : pick(random.nextBoolean() ? makers : sold, random),
              new CommitConversation(some(random), random.nextInt(40), Samples.random(random, 32)));
    };
  }

  @Override
  public void numbered(Bytes id) {
    statement = id;
  }

  private Optional<CoseKey> owner(ThingId thing) {
    if (makers.stream().map(ThingId::of).anyMatch(thing::equals)) {
      return Optional.of(world.acme);
    }
    return sold.stream().map(ThingId::of).anyMatch(thing::equals)
        ? Optional.of(world.site)
        : Optional.empty();
  }

  private boolean owns(CoseKey signer, List<ThingId> things) {
    return things.stream().anyMatch(each -> owner(each).equals(Optional.of(signer)));
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    return switch ((MessageTransaction) move.transaction()) {
      case OpenAgreement open -> open(move.key(), open);
      case Consent consent -> {
        Optional<Reason> refusal = unowned(move.key(), consent.agreement());
        if (refusal.isEmpty()
            && !Objects.requireNonNull(all.get(consent.agreement())).consents.add(move.key())) {
          refusal = Optional.of(MessageRefusal.ALREADY_CONSENTED);
        }
        yield refusal;
      }
      case EndAgreement end -> {
        Optional<Reason> refusal = unowned(move.key(), end.agreement());
        if (refusal.isEmpty()) {
          Objects.requireNonNull(all.get(end.agreement())).ended = true;
        }
        yield refusal;
      }
      case CommitConversation commit -> commit(move.key(), commit);
    };
  }

  private Optional<Reason> open(CoseKey signer, OpenAgreement open) {
    if (open.things().contains(ThingId.of(stranger))) {
      return Optional.of(MessageRefusal.NO_SUCH_THING);
    }
    if (!owns(signer, open.things())) {
      return Optional.of(MessageRefusal.NOT_AN_OWNER);
    }
    if (open.until().equals(now)) {
      return Optional.of(MessageRefusal.UNTIL_PAST);
    }
    Open made = new Open(open.things(), open.until());
    made.consents.add(signer);
    all.put(new AgreementId(statement), made);
    return Optional.empty();
  }

  private Optional<Reason> unowned(CoseKey signer, AgreementId id) {
    Open open = all.get(id);
    if (open == null) {
      return Optional.of(MessageRefusal.NO_SUCH_AGREEMENT);
    }
    if (!owns(signer, open.things)) {
      return Optional.of(MessageRefusal.NOT_AN_OWNER);
    }
    return open.ended || !now.isBefore(open.until)
        ? Optional.of(MessageRefusal.AGREEMENT_OVER)
        : Optional.empty();
  }

  private Optional<Reason> commit(CoseKey signer, CommitConversation commit) {
    Open open = all.get(commit.agreement());
    if (open == null) {
      return Optional.of(MessageRefusal.NO_SUCH_AGREEMENT);
    }
    if (!open.things.contains(ThingId.of(signer))) {
      return Optional.of(MessageRefusal.NOT_A_MEMBER);
    }
    if (commit.messages() <= open.committed.getOrDefault(signer, 0L)) {
      return Optional.of(MessageRefusal.NOT_LONGER);
    }
    open.committed.put(signer, commit.messages());
    return Optional.empty();
  }

  @Override
  public void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  @Override
  public void compare(View state) {
    assertEquals(
        all.size(), state.list(Messages.AGREEMENTS, List.of(), Optional.empty(), 1_000).size());
    all.forEach(
        (id, open) -> {
          assertEquals(
              open.ended, state.find(Messages.AGREEMENTS, id).orElseThrow().ended().isPresent());
          assertEquals(
              open.consents.size(),
              state.list(Messages.CONSENTS, List.of(id), Optional.empty(), 10).size());
          open.committed.forEach(
              (thing, count) ->
                  assertEquals(
                      count,
                      state
                          .find(Messages.CONVERSATIONS, new Messages.Talking(id, ThingId.of(thing)))
                          .orElseThrow()
                          .messages()));
        });
  }
}
