package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.contract.Context;
import birthmark.contract.Fact;
import birthmark.contract.Introduction;
import birthmark.contract.Judgment;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Replicas;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.contract.Subject;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.state.View;
import birthmark.state.Write;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides one statement: first its envelope (network, key, signature, sequence, expiry, quota),
 * then the signatures it carries, then its contract.
 *
 * <p>A statement whose signer is shown and whose number is open is counted whatever comes after, so
 * that a refused one can never be tried again.
 */
final class Courtroom {
  private static final long MILLIS_A_MINUTE = 60_000;

  private final Rulebook rulebook;
  private final Signatures signatures;
  private final Bytes network;
  private final long quota;
  private final Endorsements endorsements;

  Courtroom(Rulebook rulebook, Signatures signatures, Bytes network, long quota) {
    this.rulebook = rulebook;
    this.signatures = signatures;
    this.network = network;
    this.quota = quota;
    this.endorsements = new Endorsements(signatures);
  }

  /** Whose key signed, and which key that is. */
  private record Signer(CoseKey key, Subject subject, Optional<Keys.Registered> registered) {}

  /**
   * Decides {@code statement} and makes its changes in {@code overlay}.
   *
   * @throws RuntimeException if something stored could not be read; then nothing is decided
   */
  Decision decide(
      Overlay overlay,
      WatchedLedger stored,
      Block block,
      Rulebook inForce,
      Statement statement,
      long index) {
    if (!statement.network().equals(network)) {
      return ignored(EnvelopeRefusal.OTHER_NETWORK);
    }
    Optional<Rulebook.Rules> rules = inForce.numbered(statement.rules().number());
    if (rules.isEmpty()) {
      return notInForce(EnvelopeRefusal.NO_SUCH_CONTRACT, inForce);
    }
    if (statement.rules().transactions().of(statement.transaction()).since() > inForce.version()) {
      return notInForce(EnvelopeRefusal.NO_SUCH_TRANSACTION, inForce);
    }
    Optional<Signer> known = signer(overlay, statement);
    if (known.isEmpty()) {
      return ignored(EnvelopeRefusal.UNKNOWN_KEY);
    }
    Signer signer = known.get();
    if (signer.registered().map(key -> key.purpose() != Keys.Purpose.SIGNING).orElse(false)) {
      return ignored(EnvelopeRefusal.NOT_A_SIGNING_KEY);
    }
    if (!statement.envelope().verifies(signatures, signer.key())) {
      return ignored(EnvelopeRefusal.SIGNATURE_INVALID);
    }
    Window window = overlay.find(Window.TABLE, statement.key()).orElse(Window.NEW);
    switch (window.place(statement.sequence())) {
      case COUNTED -> {
        return ignored(EnvelopeRefusal.SEQUENCE_COUNTED);
      }
      case BEHIND -> {
        return new Decision.Ignored(
            EnvelopeRefusal.SEQUENCE_BEHIND, "the highest is " + window.highest());
      }
      case TOO_FAR -> {
        return new Decision.Ignored(
            EnvelopeRefusal.SEQUENCE_TOO_FAR, "the highest is " + window.highest());
      }
      case OPEN -> {}
    }
    long minute = block.time().millis() / MILLIS_A_MINUTE;
    Write<KeyId, Window> counted =
        Window.TABLE.put(statement.key(), window.count(statement.sequence(), minute));
    Sitting sitting = new Sitting(overlay, stored, block, inForce, rules.get());
    if (signer.registered().isPresent()) {
      overlay.apply(counted);
      return hear(sitting, signer, window, statement, index);
    }
    // Whoever makes keys could else make the state grow by asking with each of them.
    return switch (hear(sitting, signer, window, statement, index)) {
      case Decision.Refused(int contract, Reason reason, String detail) ->
          new Decision.Ignored(contract, reason, detail);
      case Decision decided -> {
        overlay.apply(counted);
        yield decided;
      }
    };
  }

  /** Where a statement is heard: the state and the block, and by which rules. */
  private record Sitting(
      Overlay overlay, WatchedLedger stored, Block block, Rulebook inForce, Rulebook.Rules rules) {}

  /** Decides a statement that is truly its signer's and whose number is open. */
  private Decision hear(
      Sitting sitting, Signer signer, Window window, Statement statement, long index) {
    Block block = sitting.block();
    Overlay overlay = sitting.overlay();
    long minute = block.time().millis() / MILLIS_A_MINUTE;
    if (!signer.registered().map(key -> key.validAt(block.height())).orElse(true)) {
      return refused(EnvelopeRefusal.KEY_REVOKED, "");
    }
    if (statement.expiry().isBefore(block.time())) {
      return refused(
          EnvelopeRefusal.EXPIRED,
          "it expired at " + statement.expiry() + ", the block's time is " + block.time());
    }
    long allowed = window.quota(quota, sitting.inForce(), overlay, signer.subject(), minute);
    if (window.spent(allowed, minute)) {
      return refused(EnvelopeRefusal.OVER_QUOTA, "the quota is " + allowed + " a minute");
    }
    if (!endorsements.hold(overlay, statement)) {
      return refused(EnvelopeRefusal.ENDORSEMENT_INVALID, "");
    }
    Context at =
        new Context(
            network,
            block.height(),
            block.time(),
            statement.id(),
            statement.key(),
            signer.subject(),
            sitting.stored());
    return judge(
        overlay, sitting.stored(), at, sitting.inForce(), sitting.rules(), statement, index);
  }

  /** Does what is due and makes its changes in {@code overlay}; empty if the record is gone. */
  Optional<Performed> perform(
      Overlay overlay, WatchedLedger stored, Now at, Duties.Item<?, ?> item) {
    if (!item.holds(overlay)) {
      return Optional.empty();
    }
    overlay.apply(item.removal());
    Outcome.Accepted outcome;
    try {
      outcome = item.decide(overlay, at);
    } catch (DamagedRecordException e) {
      throw e;
    } catch (RuntimeException e) {
      stored.requireReadable();
      return Optional.of(performed(item, List.of(), Optional.of(String.valueOf(e))));
    }
    Optional<Decision.Refused> breach = breach(overlay, item.rules(), outcome);
    if (breach.isPresent()) {
      String fault = breach.get().reason() + ": " + breach.get().detail();
      return Optional.of(performed(item, List.of(), Optional.of(fault)));
    }
    outcome.writes().forEach(write -> Histories.apply(overlay, write));
    return Optional.of(performed(item, outcome.facts(), Optional.empty()));
  }

  private static Performed performed(
      Duties.Item<?, ?> item, List<Fact> facts, Optional<String> fault) {
    return new Performed(
        item.rules().number(), item.duty().table().number(), item.key(), facts, fault);
  }

  /** Counts a number that a seal lists as refused. */
  void count(Overlay overlay, Block block, KeyId key, long sequence) {
    Window window = overlay.find(Window.TABLE, key).orElse(Window.NEW);
    if (window.place(sequence) != Window.Place.OPEN) {
      throw new IllegalStateException(
          "the seal of block "
              + block.height()
              + " lists number "
              + sequence
              + " of key "
              + key
              + " as refused, which was counted before");
    }
    overlay.apply(
        Window.TABLE.put(key, window.count(sequence, block.time().millis() / MILLIS_A_MINUTE)));
  }

  private Optional<Signer> signer(View state, Statement statement) {
    Optional<Keys.Registered> registered = state.find(Keys.TABLE, statement.key());
    if (registered.isPresent()) {
      Keys.Registered key = registered.get();
      return Optional.of(new Signer(key.key(), key.subject(), registered));
    }
    if (statement.transaction() instanceof Introduction introduction
        && introduction.key().thumbprint().equals(statement.key())) {
      return Optional.of(
          new Signer(introduction.key(), Subject.party(statement.key().value()), Optional.empty()));
    }
    return Optional.empty();
  }

  private Decision judge(
      Overlay overlay,
      WatchedLedger stored,
      Context at,
      Rulebook inForce,
      Rulebook.Rules rules,
      Statement statement,
      long index) {
    Judgment judgment;
    try {
      judgment =
          Judgment.of(inForce, rules, overlay, at, statement.transaction(), statement.acting());
    } catch (DamagedRecordException e) {
      throw e;
    } catch (RuntimeException e) {
      stored.requireReadable();
      // A contract is pure, so it fails alike on every replica: one statement is lost, not the
      // ledger.
      return refused(EnvelopeRefusal.CONTRACT_FAULT, String.valueOf(e));
    }
    return switch (judgment) {
      case Judgment.Refused refused ->
          new Decision.Refused(
              refused.rules().number(), refused.rejected().reason(), refused.rejected().detail());
      case Judgment.Accepted accepted -> accept(overlay, accepted.parts(), index);
    };
  }

  private Decision accept(Overlay overlay, List<Judgment.Part> parts, long index) {
    for (Judgment.Part part : parts) {
      Optional<Decision.Refused> breach = breach(overlay, part.rules(), part.accepted());
      if (breach.isPresent()) {
        return breach.get();
      }
    }
    List<Fact> facts = new ArrayList<>();
    for (Judgment.Part part : parts) {
      part.accepted().writes().forEach(write -> Histories.apply(overlay, write));
      facts.addAll(part.accepted().facts());
    }
    return new Decision.Accepted(index, List.copyOf(facts));
  }

  /** Checks what a contract wants to write against what it may. */
  Optional<Decision.Refused> breach(View state, Rulebook.Rules rules, Outcome.Accepted accepted) {
    for (Write<?, ?> write : accepted.writes()) {
      if (write.table() == Keys.TABLE && rules.surface().keyRegistrar()) {
        Optional<Decision.Refused> breach =
            keyBreach(state, (KeyId) write.key(), (Keys.Registered) write.value().orElseThrow());
        if (breach.isPresent()) {
          return breach;
        }
      } else if (!mayWrite(rules, write)) {
        return Optional.of(
            refused(
                EnvelopeRefusal.CONTRACT_FAULT,
                rules.surface().path()
                    + " wrote the table "
                    + write.table()
                    + " of another contract"));
      }
    }
    return Optional.empty();
  }

  private boolean mayWrite(Rulebook.Rules rules, Write<?, ?> write) {
    return rulebook.owner(write.table()) == rules.number()
        || (rules.surface().governor()
            && (write.table() == RulesVersions.TABLE || write.table() == Replicas.TABLE));
  }

  private Optional<Decision.Refused> keyBreach(View state, KeyId id, Keys.Registered key) {
    Optional<Keys.Registered> before = state.find(Keys.TABLE, id);
    if (before.isEmpty()) {
      return signatures
          .faultOf(key.key())
          .map(fault -> refused(EnvelopeRefusal.KEY_UNSOUND, fault.sentence()));
    }
    boolean same =
        before.get().subject().equals(key.subject())
            && before.get().purpose() == key.purpose()
            && before.get().since() == key.since();
    return same ? Optional.empty() : Optional.of(refused(EnvelopeRefusal.KEY_TAKEN, "key " + id));
  }

  private static Decision notInForce(Reason reason, Rulebook inForce) {
    return new Decision.Ignored(reason, "the rules in force are version " + inForce.version());
  }

  private static Decision ignored(Reason reason) {
    return new Decision.Ignored(reason, "");
  }

  private static Decision.Refused refused(EnvelopeRefusal reason, String detail) {
    return new Decision.Refused(Rulebook.LEDGER, reason, detail);
  }
}
