package birthmark.contracts.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contracts.messages.MessageTransaction.CommitConversation;
import birthmark.contracts.messages.MessageTransaction.Consent;
import birthmark.contracts.messages.MessageTransaction.EndAgreement;
import birthmark.contracts.messages.MessageTransaction.OpenAgreement;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.ProductContractTest;
import birthmark.testing.ThingWorld;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest extends ProductContractTest<ThingWorld> {
  private static final long DAY = 86_400;
  private static final Bytes ROOT = Sha256.of(Bytes.fromHex("01"));

  private ThingWorld played = new ThingWorld();

  MessagesTest() {
    super(Messages.class, ThingWorld::new);
  }

  @Override
  protected Hearing hearing() {
    played = new ThingWorld();
    return played.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveMessages(played);
  }

  private static OpenAgreement between(ThingWorld world, CoseKey... things) {
    return new OpenAgreement(
        List.of(things).stream().map(ThingId::of).toList(),
        "heating",
        world.hearing.time().plusSeconds(DAY),
        60,
        10);
  }

  private static AgreementId open(ThingWorld world, CoseKey by, CoseKey... things) {
    world.given(by, between(world, things));
    return new AgreementId(world.hearing.lastStatement());
  }

  private static AgreementId open(ThingWorld world) {
    return open(world, world.acme, world.born(), world.born());
  }

  private static AgreementStanding standing(ThingWorld world, AgreementId id) {
    return AgreementStanding.of(
        world.hearing.state(),
        new Now(world.hearing.height(), world.hearing.time()),
        id,
        world.hearing.state().find(Messages.AGREEMENTS, id).orElseThrow());
  }

  @Override
  protected List<Case<ThingWorld>> cases() {
    return List.of(
        accepts(
            "an owner has two things of its own talk",
            world -> world.decide(world.acme, between(world, world.born(), world.born())),
            MessageFact.AgreementOpened.class),
        accepts(
            "an owner asks for that with another's",
            world -> world.decide(world.site, between(world, world.born(), world.sold())),
            MessageFact.AgreementOpened.class),
        refuses(
            MessageRefusal.NO_SUCH_THING,
            "with what was never born",
            world -> world.decide(world.acme, between(world, world.born(), world.parties.key()))),
        refuses(
            MessageRefusal.THING_DECOMMISSIONED,
            "with what is no more",
            world -> {
              CoseKey gone = world.born();
              world.given(
                  world.acme, new ThingTransaction.Decommission(ThingId.of(gone), "worn out"));
              return world.decide(world.acme, between(world, world.born(), gone));
            }),
        refuses(
            MessageRefusal.NOT_AN_OWNER,
            "by whom none of them is",
            world -> world.decide(world.bolt, between(world, world.born(), world.sold()))),
        refuses(
            MessageRefusal.UNTIL_PAST,
            "until now",
            world ->
                world.decide(
                    world.acme,
                    new OpenAgreement(
                        List.of(ThingId.of(world.born()), ThingId.of(world.born())),
                        "heating",
                        world.hearing.time(),
                        60,
                        10))),
        accepts(
            "the other owner consents",
            world -> {
              AgreementId id = open(world, world.site, world.born(), world.sold());
              return world.decide(world.acme, new Consent(id));
            },
            MessageFact.Consented.class),
        refuses(
            MessageRefusal.NO_SUCH_AGREEMENT,
            "to nothing",
            world -> world.decide(world.acme, new Consent(new AgreementId(ROOT)))),
        refuses(
            MessageRefusal.NOT_AN_OWNER,
            "somebody else consents",
            world -> world.decide(world.bolt, new Consent(open(world)))),
        refuses(
            MessageRefusal.ALREADY_CONSENTED,
            "twice",
            world -> world.decide(world.acme, new Consent(open(world)))),
        refuses(
            MessageRefusal.AGREEMENT_OVER,
            "too late",
            world -> {
              AgreementId id = open(world, world.site, world.born(), world.sold());
              world.hearing.pass(DAY);
              return world.decide(world.acme, new Consent(id));
            }),
        accepts(
            "an owner ends it",
            world -> world.decide(world.acme, new EndAgreement(open(world), "it is spring")),
            MessageFact.AgreementEnded.class),
        refuses(
            MessageRefusal.AGREEMENT_OVER,
            "twice",
            world -> {
              AgreementId id = open(world);
              world.given(world.acme, new EndAgreement(id, "it is spring"));
              return world.decide(world.acme, new EndAgreement(id, "it is spring"));
            }),
        accepts(
            "a thing commits to what it sent, also when it is over",
            world -> {
              CoseKey thing = world.born();
              AgreementId id = open(world, world.acme, thing, world.born());
              world.given(world.acme, new EndAgreement(id, "it is spring"));
              return world.decide(thing, new CommitConversation(id, 3, ROOT));
            },
            MessageFact.ConversationCommitted.class),
        refuses(
            MessageRefusal.NO_SUCH_AGREEMENT,
            "under none",
            world ->
                world.decide(world.born(), new CommitConversation(new AgreementId(ROOT), 3, ROOT))),
        refuses(
            MessageRefusal.NOT_A_MEMBER,
            "under that of others",
            world -> world.decide(world.born(), new CommitConversation(open(world), 3, ROOT))),
        refuses(
            MessageRefusal.NOT_A_MEMBER,
            "their owner cannot commit for them",
            world -> world.decide(world.acme, new CommitConversation(open(world), 3, ROOT))),
        refuses(
            MessageRefusal.NOT_LONGER,
            "to as many once more",
            world -> {
              CoseKey thing = world.born();
              AgreementId id = open(world, world.acme, thing, world.born());
              world.given(thing, new CommitConversation(id, 3, ROOT));
              Outcome same = world.decide(thing, new CommitConversation(id, 3, Sha256.of(ROOT)));
              return same;
            }));
  }

  @Test
  void anAgreementIsInForceWhileTheOwnersOfAllThingsConsent() {
    ThingWorld world = new ThingWorld();
    CoseKey sold = world.sold();
    AgreementId id = open(world, world.site, world.born(), sold);
    assertEquals(AgreementStanding.Kind.AWAITING_CONSENT, standing(world, id).kind());
    assertEquals(List.of(PartyWorld.id(world.acme)), standing(world, id).missing());
    world.given(world.acme, new Consent(id));
    assertEquals(AgreementStanding.Kind.IN_FORCE, standing(world, id).kind());
    PartyId bolt = PartyWorld.id(world.bolt);
    world.given(world.site, new ThingTransaction.Offer(ThingId.of(sold), bolt));
    world.given(world.bolt, new ThingTransaction.Accept(ThingId.of(sold)));
    assertEquals(AgreementStanding.Kind.AWAITING_CONSENT, standing(world, id).kind());
    world.given(world.bolt, new Consent(id));
    assertEquals(AgreementStanding.Kind.IN_FORCE, standing(world, id).kind());
    world.hearing.pass(DAY);
    assertEquals(AgreementStanding.Kind.EXPIRED, standing(world, id).kind());
  }

  @Test
  void whoAsksLearnsTheKeysOfAllAndThatNoneHasAttested() {
    ThingWorld world = new ThingWorld();
    CoseKey one = world.born();
    AgreementId id = open(world, world.acme, one, world.born());
    AgreementStanding.Member member = standing(world, id).member(ThingId.of(one)).orElseThrow();
    assertEquals(one, member.signing());
    assertFalse(member.agreement().signingAlgorithm().isPresent());
    assertFalse(member.admitted());
    world.given(world.acme, new EndAgreement(id, "it is spring"));
    assertEquals(AgreementStanding.Kind.ENDED, standing(world, id).kind());
  }
}
