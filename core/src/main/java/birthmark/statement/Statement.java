package birthmark.statement;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.codec.Variants;
import birthmark.contract.Acting;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Registration;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.CoseException;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import java.util.List;
import java.util.Optional;

/**
 * A signed transaction.
 *
 * <p>A tagged COSE_Sign1 (RFC 9052, section 4.2) whose payload is {@code [network, contract, tag,
 * sequence, expiry, body, ? acting]}: 32 octets, three numbers, milliseconds, the array of the
 * transaction's components, and where it is not just the signer's own, {@link Acting}. Its id is
 * SHA-256 of its Sig_structure, so whoever changes signature bytes has made no other statement.
 */
public final class Statement {
  private final Sign1 envelope;
  private final Draft draft;
  private final Rulebook.Rules rules;

  // Computed at the first call; two threads at once compute the same. It is asked for on the way in
  // and again where it is decided, and takes encoding whole certificates.
  private Optional<List<Endorsement>> endorsements = Optional.empty();

  private Statement(Sign1 envelope, Draft draft, Rulebook.Rules rules) {
    this.envelope = envelope;
    this.draft = draft;
    this.rules = rules;
  }

  /**
   * What is signed.
   *
   * @param network the ledger's network id, 32 octets
   * @param sequence the signer's number, 1 or more, never used before
   * @param expiry the block time after which it counts no more
   * @param transaction what is asked for
   * @param acting in whose name, or what it approves; empty where it is just the signer's own
   */
  public record Draft(
      Bytes network,
      long sequence,
      Timestamp expiry,
      Transaction transaction,
      Optional<Acting> acting) {
    /** What the signer asks for itself. */
    public Draft(Bytes network, long sequence, Timestamp expiry, Transaction transaction) {
      this(network, sequence, expiry, transaction, Optional.empty());
    }

    /** The payload's octets. */
    public Bytes payload(Rulebook rulebook) {
      Rulebook.Rules rules = rulebook.of(transaction);
      Variants.Variant<Transaction> variant = rules.transactions().of(transaction);
      CborWriter out = new CborWriter();
      out.array(StatementHead.ITEMS + (acting.isPresent() ? 1 : 0))
          .bytes(network)
          .unsigned(rules.number())
          .unsigned(variant.tag())
          .unsigned(sequence)
          .unsigned(expiry.millis());
      variant.codec().write(out, transaction);
      acting.ifPresent(each -> Acting.CODEC.write(out, each));
      return out.toBytes();
    }

    /** This, signed with {@code key}: the octets of a statement. */
    public Bytes sign(Rulebook rulebook, SigningKey key) {
      return Sign1.sign(key, ContentTypes.STATEMENT, payload(rulebook)).encode();
    }
  }

  /**
   * The statement that {@code encoded} holds; its signature is not checked here.
   *
   * @throws RefusedException if it is none under {@code rulebook}
   */
  public static Statement decode(Rulebook rulebook, Bytes encoded) throws RefusedException {
    Sign1 envelope;
    try {
      envelope = Sign1.decode(encoded);
    } catch (CoseException e) {
      throw new RefusedException(EnvelopeRefusal.MALFORMED, String.valueOf(e.getMessage()));
    }
    if (!StatementHead.begins(envelope)) {
      throw new RefusedException(
          EnvelopeRefusal.MALFORMED, "its content type is " + envelope.contentType());
    }
    CborReader in = new CborReader(envelope.payload());
    try {
      StatementHead head = StatementHead.read(in);
      if (head.sequence() < 1) {
        throw new RefusedException(EnvelopeRefusal.MALFORMED, "sequences start at 1");
      }
      Rulebook.Rules rules =
          rulebook
              .numbered(head.contract())
              .orElseThrow(
                  () ->
                      new RefusedException(
                          EnvelopeRefusal.NO_SUCH_CONTRACT, "contract " + head.contract()));
      Variants.Variant<Transaction> variant =
          rules
              .transactions()
              .tagged(head.tag())
              .orElseThrow(
                  () ->
                      new RefusedException(
                          EnvelopeRefusal.NO_SUCH_TRANSACTION,
                          rules.surface().path() + " has no tag " + head.tag()));
      Transaction transaction = body(in, variant);
      Optional<Acting> acting = head.acts() ? Optional.of(acting(rulebook, in)) : Optional.empty();
      in.end();
      return new Statement(
          envelope,
          new Draft(head.network(), head.sequence(), head.expiry(), transaction, acting),
          rules);
    } catch (CborException e) {
      throw new RefusedException(EnvelopeRefusal.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private static Transaction body(CborReader in, Variants.Variant<Transaction> variant)
      throws RefusedException {
    try {
      return variant.codec().read(in);
    } catch (MalformedException e) {
      throw new RefusedException(
          EnvelopeRefusal.BODY_MALFORMED, variant.name() + ": " + e.sentence());
    }
  }

  private static Acting acting(Rulebook rulebook, CborReader in) throws RefusedException {
    if (rulebook.authority().isEmpty()) {
      throw new RefusedException(
          EnvelopeRefusal.MALFORMED, "by these rules nobody acts in another's name");
    }
    try {
      return Acting.CODEC.read(in);
    } catch (MalformedException e) {
      throw new RefusedException(
          EnvelopeRefusal.MALFORMED, "in whose name it asks: " + e.sentence());
    }
  }

  /** SHA-256 of the Sig_structure. */
  public Bytes id() {
    return envelope.id();
  }

  /** The signed message. */
  public Sign1 envelope() {
    return envelope;
  }

  /** The key that signed. */
  public KeyId key() {
    return envelope.keyId();
  }

  /** The ledger it is for. */
  public Bytes network() {
    return draft.network();
  }

  /** The signer's number. */
  public long sequence() {
    return draft.sequence();
  }

  /** The block time after which it counts no more. */
  public Timestamp expiry() {
    return draft.expiry();
  }

  /** What is asked for. */
  public Transaction transaction() {
    return draft.transaction();
  }

  /** The signatures that it carries besides its own. */
  public List<Endorsement> endorsements() {
    Optional<List<Endorsement>> known = endorsements;
    if (known.isEmpty()) {
      known =
          Optional.of(
              transaction() instanceof Endorsed endorsed
                  ? endorsed.endorsements(network())
                  : List.of());
      endorsements = known;
    }
    return known.get();
  }

  /** The log entry that follows its own where it is accepted, if there is one. */
  public Optional<Bytes> registered() {
    return transaction() instanceof Registration registration
        ? Optional.of(registration.entry())
        : Optional.empty();
  }

  /** In whose name it is asked for, or what is approved; empty where it is the signer's own. */
  public Optional<Acting> acting() {
    return draft.acting();
  }

  /** The contract it is for. */
  public Rulebook.Rules rules() {
    return rules;
  }

  /** The transaction's name in kebab case. */
  public String name() {
    return rules.transactions().of(transaction()).name();
  }
}
