package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Checkpoints;
import birthmark.contract.Endorsed;
import birthmark.contract.Replica;
import birthmark.contracts.governance.EngineVote;
import birthmark.contracts.governance.GovernanceTransaction;
import birthmark.contracts.governance.GovernanceTransaction.Attend;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleCheckpoint;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.contracts.governance.VotePhase;
import birthmark.cose.CoseKey;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What replicas sign, once or twice, and what shows it: now and then it shows nothing. */
final class ReplicaSignatures {
  private static final int KEYS = 16;
  private static final List<String> ORIGINS = List.of("sim.example", "council.example");

  private final RandomGenerator random;
  private final List<SeededKey> keys = new ArrayList<>();

  ReplicaSignatures(Cast cast, RandomGenerator random) {
    this.random = random;
    keys.add(cast.checkpoints());
    for (int i = 0; i < KEYS; i++) {
      keys.add(Cast.replicaKey(i));
    }
  }

  /** What shows that {@code replica} did. */
  GovernanceTransaction report(Bytes network, Replica replica) {
    return random.nextBoolean()
        ? votes(network, replica.consensus().orElseGet(replica::checkpoint))
        : checkpoints(network, replica.checkpoint());
  }

  /** What shows that {@code replica} is there, under the checkpoint of one of the last blocks. */
  GovernanceTransaction attendance(Bytes network, Replica replica, View state) {
    List<Entry<Checkpoints.Height, Checkpoints.Sealed>> blocks =
        state.list(Checkpoints.TABLE, List.of(), Optional.empty(), View.LIST_MAX);
    boolean known = !blocks.isEmpty() && random.nextInt(9) > 0;
    long height = known ? blocks.getLast().key().value() : 1;
    long size = known ? blocks.getLast().value().size() : 1;
    Bytes root = known ? blocks.getLast().value().root() : hash();
    String origin = ORIGINS.get(random.nextInt(ORIGINS.size()));
    CoseKey signer = replica.checkpoint();
    List<Bytes> signatures =
        signatures(network, signer, new Attend(signer, origin, height, size, root, Bytes.EMPTY));
    return new Attend(signer, origin, height, size, root, signatures.getFirst());
  }

  private Bytes hash() {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    return Bytes.copyOf(octets);
  }

  private EngineVote vote(boolean forNone) {
    Optional<EngineVote.Block> block =
        forNone
            ? Optional.empty()
            : Optional.of(new EngineVote.Block(hash(), 1 + random.nextInt(300), hash()));
    return new EngineVote(block, random.nextInt(2_000_000_000), random.nextInt(1_000), Bytes.EMPTY);
  }

  private static EngineVote signed(EngineVote vote, Bytes signature) {
    return new EngineVote(vote.block(), vote.seconds(), vote.nanos(), signature);
  }

  private ReportDoubleVote votes(Bytes network, CoseKey voter) {
    VotePhase phase = random.nextBoolean() ? VotePhase.PREVOTE : VotePhase.PRECOMMIT;
    long height = 1L + random.nextInt(100_000);
    long round = random.nextInt(3);
    EngineVote first = vote(random.nextInt(4) == 0);
    EngineVote second = vote(false);
    List<Bytes> signatures =
        signatures(
            network, voter, new ReportDoubleVote(voter, phase, height, round, first, second));
    return new ReportDoubleVote(
        voter,
        phase,
        height,
        round,
        signed(first, signatures.getFirst()),
        signed(second, signatures.getLast()));
  }

  private ReportDoubleCheckpoint checkpoints(Bytes network, CoseKey signer) {
    String origin = ORIGINS.get(random.nextInt(ORIGINS.size()));
    long size = random.nextInt(1_000);
    Bytes first = hash();
    Bytes second = hash();
    List<Bytes> signatures =
        signatures(
            network,
            signer,
            new ReportDoubleCheckpoint(
                signer, origin, size, first, Bytes.EMPTY, second, Bytes.EMPTY));
    return new ReportDoubleCheckpoint(
        signer, origin, size, first, signatures.getFirst(), second, signatures.getLast());
  }

  /** The signatures that the draft lacks; now and then another key's. */
  private List<Bytes> signatures(Bytes network, CoseKey by, Endorsed draft) {
    SeededKey key =
        keys.stream()
            .filter(each -> each.publicKey().equals(by) && random.nextInt(9) > 0)
            .findFirst()
            .orElseGet(() -> keys.get(random.nextInt(keys.size())));
    return draft.endorsements(network).stream().map(each -> key.sign(each.signed())).toList();
  }
}
