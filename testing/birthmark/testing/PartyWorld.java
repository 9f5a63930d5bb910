package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Genesis;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A ledger with one founder, who is a replica, and keys to begin with. */
public final class PartyWorld {
  private final Random random = new Random(42);

  /** The founder's two keys. */
  public final CoseKey root = key();

  /** The founder's other key. */
  public final CoseKey spare = key();

  /** What is decided. */
  public final Hearing hearing = new Hearing(Contracts.rulebook(), genesis(root, spare));

  /** A ledger where nothing has happened yet. */
  public PartyWorld() {}

  /** A genesis of one founder with the role replica. */
  public static Genesis genesis(CoseKey... keys) {
    return new Genesis(
        Genesis.FORMAT,
        "test.example",
        Timestamp.parse("2026-01-01T00:00:00Z"),
        List.of(new Genesis.Founder("root", "Root", List.of(keys), List.of(Role.REPLICA))),
        List.of(Genesis.Replica.of("root", keys[0])),
        1,
        100);
  }

  /** A new signing key. */
  public CoseKey key() {
    return CoseKey.ed25519(Samples.random(random, 32));
  }

  /** A new key that agrees. */
  public CoseKey agreement() {
    return Samples.agreementKey(random);
  }

  /** The party that {@code key} names. */
  public static PartyId id(CoseKey key) {
    return new PartyId(key.thumbprint().value());
  }

  /** Decides. */
  public Outcome decide(CoseKey key, Transaction transaction) {
    return hearing.decide(key, transaction);
  }

  /** Decides what is asked for in the name of {@code principal}. */
  public Outcome decideFor(CoseKey key, CoseKey principal, Transaction transaction) {
    return hearing.decide(key, transaction, Optional.of(Acting.inNameOf(id(principal).value())));
  }

  /** Decides an approval of {@code proposal}, which is in the name of {@code principal}. */
  public Outcome approve(CoseKey key, CoseKey principal, Bytes proposal, Transaction transaction) {
    return hearing.decide(
        key, transaction, Optional.of(Acting.approving(id(principal).value(), proposal)));
  }

  /** The id of what {@code key} proposed, which must wait for approvals. */
  public Bytes proposed(CoseKey key, CoseKey principal, Transaction transaction) {
    ContractTest.assertFacts(
        (Outcome.Accepted) ContractTest.mustAccept(decideFor(key, principal, transaction)),
        PartyFact.Proposed.class);
    return hearing.lastStatement();
  }

  /** Decides what is not in question. */
  public void given(CoseKey key, Transaction transaction) {
    ContractTest.mustAccept(decide(key, transaction));
  }

  /** A new organisation with {@code roles}. */
  public CoseKey organisation(String handle, Role... roles) {
    CoseKey key = key();
    given(key, new PartyTransaction.Register(key, new Handle(handle), "The " + handle));
    for (Role role : roles) {
      given(root, new PartyTransaction.Grant(id(key), role));
    }
    return key;
  }

  /** A new person. */
  public CoseKey person() {
    CoseKey key = key();
    given(key, new PartyTransaction.RegisterPerson(key, Samples.random(random, 32)));
    return key;
  }

  /** A proof that nobody looks at: the machine would. */
  public static Bytes proof() {
    return Bytes.copyOf(new byte[64]);
  }
}
