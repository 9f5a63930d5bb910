package birthmark.contracts.governance;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.codec.Variants;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.testing.ContractTest;
import birthmark.testing.PartyWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ledger with several replicas of weight 1, each of an organisation of its own. */
final class Council {
  final PartyWorld world = new PartyWorld();
  private final List<CoseKey> parties = new ArrayList<>();
  private final List<CoseKey> checkpoints = new ArrayList<>();

  /** So many replicas, of which the founder's is the first. */
  Council(int replicas) {
    parties.add(world.root);
    checkpoints.add(world.root);
    while (parties.size() < replicas) {
      CoseKey party = organisation("org-" + parties.size(), Role.REPLICA);
      CoseKey checkpoint = world.key();
      world.given(party, offer(world, party, checkpoint));
      carried(new AddReplica(checkpoint.thumbprint(), 1));
      parties.add(party);
      checkpoints.add(checkpoint);
      GovernanceCases.pass(world, 2);
    }
  }

  /** An offer of a replica with these keys: one for checkpoints, perhaps one for votes. */
  static OfferReplica offer(PartyWorld world, CoseKey party, CoseKey checkpoint, CoseKey... votes) {
    Optional<CoseKey> consensus = List.of(votes).stream().findFirst();
    return new OfferReplica(
        PartyWorld.id(party),
        checkpoint,
        consensus,
        Optional.empty(),
        PartyWorld.proof(),
        consensus.map(key -> PartyWorld.proof()));
  }

  /** The key of party {@code at}. */
  CoseKey key(int at) {
    return parties.get(at);
  }

  /** The checkpoint key of its replica. */
  CoseKey checkpoint(int at) {
    return checkpoints.get(at);
  }

  /** What names its replica. */
  KeyId replica(int at) {
    return checkpoint(at).thumbprint();
  }

  /** An organisation that all gave these roles. */
  CoseKey organisation(String handle, Role... roles) {
    CoseKey key = world.organisation(handle);
    for (Role role : roles) {
      carried(new PartyTransaction.Grant(PartyWorld.id(key), role));
    }
    return key;
  }

  /** What comes of it when the parties up to {@code last} ask for it one after another. */
  Outcome asked(int last, Transaction transaction) {
    for (int i = 0; i < last; i++) {
      world.given(parties.get(i), transaction);
    }
    return world.decide(parties.get(last), transaction);
  }

  /** What comes of it when as many ask for it as are needed. */
  Outcome carried(Transaction transaction) {
    for (CoseKey party : parties) {
      Outcome.Accepted outcome =
          (Outcome.Accepted) ContractTest.mustAccept(world.decide(party, transaction));
      boolean waits =
          outcome.facts().getLast() instanceof GovernanceFact.MotionOpened
              || outcome.facts().getLast() instanceof GovernanceFact.VoteCast;
      if (!waits) {
        return outcome;
      }
    }
    throw new AssertionError("all asked for it, and it was not carried");
  }

  /** What names the motion that asks for {@code transaction}. */
  Bytes motion(Transaction transaction) {
    Rulebook.Rules rules = world.hearing.rulebook().of(transaction);
    Variants.Variant<Transaction> variant = rules.transactions().of(transaction);
    CborWriter out = new CborWriter();
    out.array(3).unsigned(rules.number()).unsigned(variant.tag());
    variant.codec().write(out, transaction);
    return Sha256.of(out.toBytes());
  }
}
