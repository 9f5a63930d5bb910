package birthmark.contracts.governance;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contract.Now;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a motion stands: the votes that count now, and who has not voted.
 *
 * @param inFavour what those weigh that are for it
 * @param against what those weigh that are against it
 * @param needed what those must weigh that are for it
 * @param parties who runs replicas and has not voted, each once, in the order of their replicas
 */
@About("How a motion stands.")
public record WaitingVotes(
    @About("What those weigh that are for it.") long inFavour,
    @About("What those weigh that are against it.") long against,
    @About("What those must weigh that are for it.") long needed,
    @About("Who runs replicas and has not voted.") @Length(max = Replicas.MAX)
        List<PartyId> parties) {
  /** Keeps a copy. */
  public WaitingVotes {
    parties = List.copyOf(parties);
  }

  /** How the motion {@code id} stands; empty if none is open. */
  static Optional<WaitingVotes> on(View state, Now now, Motion.Id id) {
    return state
        .find(Governance.MOTIONS, id)
        .filter(motion -> now.time().isBefore(motion.expires()))
        .map(motion -> of(state, now, motion));
  }

  private static WaitingVotes of(View state, Now now, Motion motion) {
    Replicas replicas = Replicas.latest(state);
    // A vote that came in the next block would be counted at its height.
    long height = Math.addExact(now.height(), 1);
    VoteCount ayes = new VoteCount(state, height, replicas, motion.ayes());
    VoteCount noes = new VoteCount(state, height, replicas, motion.noes());
    List<PartyId> waiting = new ArrayList<>();
    for (Replica replica : replicas.members()) {
      PartyId party = new PartyId(replica.party());
      if (!ayes.has(party) && !noes.has(party) && !waiting.contains(party)) {
        waiting.add(party);
      }
    }
    long needed = Threshold.of(state, motion.decision()).least(replicas.weight());
    return new WaitingVotes(ayes.weight(), noes.weight(), needed, waiting);
  }
}
