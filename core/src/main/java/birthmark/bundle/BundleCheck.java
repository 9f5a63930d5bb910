package birthmark.bundle;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSet;
import birthmark.machine.Seal;
import birthmark.proof.ReceiptCheck;
import java.util.List;
import java.util.Optional;

/** What checking a bundle came to. */
public sealed interface BundleCheck {
  /**
   * It holds.
   *
   * @param genesis what the ledger started from
   * @param subject the thing
   * @param history all that happened to it, by log index
   * @param keys every key that it has or had
   * @param answers what was asked of the state, as this program answers it from the rows
   * @param seal the end of the block as of which all of it holds
   * @param receipt where the seal is in the log, and the checkpoint
   * @param replicas the replica set in force
   * @param replica the key of the replica that signed the receipt
   * @param finality what the checkpoint's signatures make of it
   */
  record Proven(
      Genesis genesis,
      Subject subject,
      List<Told> history,
      List<Held> keys,
      List<Answered> answers,
      Seal seal,
      ReceiptCheck.Proven receipt,
      ReplicaSet replicas,
      KeyId replica,
      Finality finality)
      implements BundleCheck {
    /** Keeps copies. */
    public Proven {
      history = List.copyOf(history);
      keys = List.copyOf(keys);
      answers = List.copyOf(answers);
    }

    /** How many entries of the history are hidden. */
    public long hidden() {
      return history.stream().filter(each -> each.signed().isEmpty()).count();
    }
  }

  /**
   * One entry of the history.
   *
   * @param event where it is
   * @param signed who said it; empty where it is hidden
   */
  record Told(Event event, Optional<Signed> signed) {}

  /**
   * Who made a statement.
   *
   * @param message what was signed
   * @param signer whose key it is
   */
  record Signed(Sign1 message, Subject signer) {}

  /**
   * A key of the subject.
   *
   * @param id its thumbprint
   * @param key whose it is, since when and until when
   */
  record Held(KeyId id, Keys.Registered key) {}

  /**
   * What was asked, and the answer.
   *
   * @param question what
   * @param answer the answer
   */
  record Answered(Question question, Answer answer) {}

  /**
   * It shows nothing.
   *
   * @param reason why
   * @param detail what was found, for people; may be empty
   */
  record Refused(BundleRefusal reason, String detail) implements BundleCheck {
    /** Why, for people. */
    public String sentence() {
      return detail.isEmpty() ? reason.sentence() : reason.sentence() + " (" + detail + ")";
    }
  }
}
