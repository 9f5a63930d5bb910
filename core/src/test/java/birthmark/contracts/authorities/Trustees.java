package birthmark.contracts.authorities;

import static birthmark.testing.ContractTest.mustAccept;

import birthmark.bytes.Bytes;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.stream.IntStream;

/** Five who decide on roots in the founder's name, as the Matter ledger's trustees do. */
final class Trustees {
  private final PartyWorld world;
  private final List<CoseKey> keys;

  /** Five of whom {@code needed} must agree. */
  Trustees(AuthorityWorld world, int needed) {
    this.world = world.parties;
    keys = IntStream.range(0, 5).mapToObj(i -> this.world.organisation("trustee-" + i)).toList();
    world.otherwise(needed, keys.toArray(CoseKey[]::new));
  }

  /** What the first proposes. */
  Bytes proposed(AuthorityTransaction transaction) {
    return world.proposed(keys.getFirst(), world.root, transaction);
  }

  Outcome approve(int by, Bytes proposal, AuthorityTransaction transaction) {
    return world.approve(keys.get(by), world.root, proposal, transaction);
  }

  /** What comes of it once the first {@code count} have agreed. */
  Outcome approved(AuthorityTransaction transaction, int count) {
    Bytes proposal = proposed(transaction);
    for (int i = 1; i < count - 1; i++) {
      mustAccept(approve(i, proposal, transaction));
    }
    return approve(count - 1, proposal, transaction);
  }

  Outcome reject(int by, Bytes proposal) {
    return world.decide(
        keys.get(by), new PartyTransaction.Reject(PartyWorld.id(world.root), proposal));
  }
}
