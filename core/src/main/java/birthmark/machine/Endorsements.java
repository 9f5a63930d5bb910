package birthmark.machine;

import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Keys;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.state.View;
import birthmark.statement.Statement;
import java.util.List;
import java.util.Optional;

/** Whether the signatures that a statement carries besides its own are good. */
public final class Endorsements {
  private final Signatures signatures;

  /** Those that {@code signatures} verifies. */
  public Endorsements(Signatures signatures) {
    this.signatures = signatures;
  }

  /** Whether all that {@code statement} carries are good and few enough. */
  public boolean hold(View state, Statement statement) {
    List<Endorsement> endorsements = statement.endorsements();
    return endorsements.size() <= Endorsed.MAX
        && endorsements.stream().allMatch(endorsement -> holds(state, endorsement));
  }

  private boolean holds(View state, Endorsement endorsement) {
    return switch (endorsement.by()) {
      case Endorsement.Carried(CoseKey key) -> verifies(endorsement, key);
      case Endorsement.SelfNamed(CoseKey key) ->
          signatures.faultOf(key).isEmpty() && verifies(endorsement, key);
      case Endorsement.OfDigest(CoseKey key) ->
          signatures.faultOf(key).isEmpty()
              && JdkSignatures.verifyDigest(key, endorsement.signed(), endorsement.signature());
      case Endorsement.Registered(KeyId key) ->
          key(state, key).map(found -> verifies(endorsement, found)).orElse(false);
      case Endorsement.Known(KeyId key) ->
          key(state, key).map(found -> verifies(endorsement, found)).orElse(true);
    };
  }

  private static Optional<CoseKey> key(View state, KeyId id) {
    return state.find(Keys.TABLE, id).map(Keys.Registered::key);
  }

  private boolean verifies(Endorsement endorsement, CoseKey key) {
    return signatures.verify(key, endorsement.signed(), endorsement.signature());
  }
}
