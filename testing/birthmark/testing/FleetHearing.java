package birthmark.testing;

import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What {@link Fleet} starts with, for a hearing: the same parties and models, no private keys. */
public final class FleetHearing {
  private final Random random = new Random(42);

  /** The maker of all models. */
  public final CoseKey maker = key();

  /** An operator. */
  public final CoseKey operator = key();

  /** Another party, maker and operator too. */
  public final CoseKey other = key();

  /** What is decided. */
  public final Hearing hearing = new Hearing(Contracts.rulebook(), genesis());

  /** A hearing with the three models, nothing born yet. */
  public FleetHearing() {
    model(Fleet.CAMERA, false, Assurance.SELF_REPORTED);
    model(Fleet.LOCK, false, Assurance.MEASURED_BOOT);
    model(Fleet.PUMP, true, Assurance.SELF_REPORTED);
  }

  private Genesis genesis() {
    return new Genesis(
        Genesis.FORMAT,
        "fleet.example",
        Fleet.START,
        List.of(
            founder("acme", maker, Role.MAKER, Role.REPLICA),
            founder("town", operator, Role.OPERATOR),
            founder("rival", other, Role.MAKER, Role.OPERATOR)),
        List.of(Genesis.Replica.of("acme", maker)),
        1,
        100);
  }

  private static Genesis.Founder founder(String handle, CoseKey key, Role... roles) {
    return new Genesis.Founder(handle, "Party " + handle, List.of(key), List.of(roles));
  }

  private void model(ModelId id, boolean lifeSafety, Assurance least) {
    ContractTest.mustAccept(
        hearing.decide(
            maker,
            new ThingTransaction.RegisterModel(
                id, "Model " + id, lifeSafety, least, Optional.empty())));
  }

  private CoseKey key() {
    return CoseKey.ed25519(Samples.random(random, 32));
  }

  /** The key of a new thing that the maker owns. */
  public CoseKey born(ModelId model, Assurance assurance) {
    CoseKey key = key();
    Certificate certificate =
        new Certificate(
            key,
            Samples.agreementKey(random),
            model,
            "batch-1",
            "DEHAM",
            Fleet.START,
            assurance,
            List.of(),
            List.of());
    ContractTest.mustAccept(
        hearing.decide(maker, new ThingTransaction.Birth(certificate, PartyWorld.proof())));
    return key;
  }

  /** The party that {@code key} is the first key of. */
  public static PartyId party(CoseKey key) {
    return PartyWorld.id(key);
  }
}
