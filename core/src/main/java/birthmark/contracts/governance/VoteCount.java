package birthmark.contracts.governance;

import birthmark.contract.Keys;
import birthmark.contract.Replicas;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;

/** Votes whose keys count and whose parties run replicas, and what they weigh. */
record VoteCount(Replicas replicas, List<Motion.Vote> votes) {
  VoteCount(View state, long height, Replicas replicas, List<Motion.Vote> given) {
    this(replicas, given.stream().filter(each -> counts(state, height, replicas, each)).toList());
  }

  private static boolean counts(View state, long height, Replicas replicas, Motion.Vote vote) {
    return replicas.weight(vote.by().value()) > 0
        && state.find(Keys.TABLE, vote.key()).map(key -> key.validAt(height)).orElse(false);
  }

  boolean has(PartyId party) {
    return votes.stream().anyMatch(each -> each.by().equals(party));
  }

  VoteCount and(Motion.Vote vote) {
    List<Motion.Vote> all = new ArrayList<>(votes);
    all.add(vote);
    return new VoteCount(replicas, List.copyOf(all));
  }

  List<PartyId> parties() {
    return votes.stream().map(Motion.Vote::by).toList();
  }

  long weight() {
    long sum = 0;
    for (Motion.Vote vote : votes) {
      sum = Math.addExact(sum, replicas.weight(vote.by().value()));
    }
    return sum;
  }
}
