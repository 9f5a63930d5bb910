package birthmark.contract;

import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.Optional;

/**
 * Every public key the ledger knows. A key belongs to one subject for ever; what it signed stays
 * valid as of its height.
 *
 * <p>The one table that several contracts write: those whose surface says that they register keys.
 * The machine refuses a write that would give a key to another subject or change its purpose.
 */
public final class Keys {
  /** What a key is for. */
  public enum Purpose {
    /** Signs statements, evidence and messages. */
    SIGNING,
    /** Agrees on secrets (RFC 9180). */
    AGREEMENT
  }

  /**
   * A registered key.
   *
   * @param subject whose it is
   * @param purpose what it is for
   * @param key the public key
   * @param since the height from which it counts
   * @param revoked the height from which it counts no more, if any
   * @param revokedAt the time of that block
   */
  public record Registered(
      Subject subject,
      Purpose purpose,
      CoseKey key,
      long since,
      Optional<Long> revoked,
      Optional<Timestamp> revokedAt) {
    /** Whether it counts in a block at {@code height}. */
    public boolean validAt(long height) {
      return since <= height && revoked.map(end -> height < end).orElse(true);
    }

    /** The same key, counting no more from {@code at} on. */
    public Registered revoke(Context at) {
      return revoke(new Now(at.height(), at.time()));
    }

    /** The same, where no statement asks for it. */
    public Registered revoke(Now at) {
      return new Registered(
          subject, purpose, key, since, Optional.of(at.height()), Optional.of(at.time()));
    }
  }

  /** The keys by thumbprint. */
  public static final Table<KeyId, Registered> TABLE =
      Table.of(1, "keys", KeyId.class, Registered.class);

  /**
   * A key among its subject's.
   *
   * @param subject whose
   * @param key its thumbprint
   */
  public record OfSubject(Subject subject, KeyId key) {}

  /**
   * The height from which a key counts.
   *
   * @param since the height
   */
  public record Since(long since) {}

  /** Every key that a subject has or had. The machine writes it with {@link #TABLE}. */
  public static final Table<OfSubject, Since> OF_SUBJECT =
      Table.of(5, "subject-keys", OfSubject.class, Since.class);

  private Keys() {}

  /** A write that registers {@code key} for {@code subject} from this block on. */
  public static Write<KeyId, Registered> register(
      Context at, Subject subject, Purpose purpose, CoseKey key) {
    return register(at.height(), subject, purpose, key);
  }

  /** The same from {@code height} on. */
  public static Write<KeyId, Registered> register(
      long height, Subject subject, Purpose purpose, CoseKey key) {
    return TABLE.put(
        key.thumbprint(),
        new Registered(subject, purpose, key, height, Optional.empty(), Optional.empty()));
  }

  /** Whether {@code key} belongs to somebody already. */
  public static boolean taken(View state, CoseKey key) {
    return state.find(TABLE, key.thumbprint()).isPresent();
  }
}
