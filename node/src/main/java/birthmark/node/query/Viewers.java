package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.machine.Overlay;
import birthmark.node.store.Snapshot;
import birthmark.state.View;
import java.util.Optional;

/** Finds out who asks: whoever shows a key that the ledger knows, by a signature or over TLS. */
public final class Viewers {
  private final Rulebook rulebook;
  private final Signatures signatures;
  private final Roles roles;

  /** Viewers of a ledger under {@code rulebook}. */
  public Viewers(Rulebook rulebook, Signatures signatures, Roles roles) {
    this.rulebook = rulebook;
    this.signatures = signatures;
    this.roles = roles;
  }

  /** What a key shows. */
  public sealed interface Showing {}

  /** It shows who asks. */
  public record Shown(Viewer viewer) implements Showing {}

  /** It shows nothing; {@code sentence} says why and what to do. */
  public record NotShown(String sentence) implements Showing {}

  /**
   * Who signed {@code signed}.
   *
   * @param algorithm the one that the signer names, if it names one; the key's own counts
   */
  public Showing show(
      Snapshot at, KeyId key, Optional<Algorithm> algorithm, Bytes signed, Bytes signature) {
    View state = new Overlay(rulebook, at);
    Optional<Keys.Registered> registered = state.find(Keys.TABLE, key);
    Optional<NotShown> useless = useless(at, key, registered);
    if (useless.isPresent()) {
      return useless.get();
    }
    Keys.Registered known = registered.orElseThrow();
    if (algorithm.isPresent() && !algorithm.equals(known.key().signingAlgorithm())) {
      return new NotShown(
          "The key signs by another algorithm than the one named. Leave out alg, or correct it.");
    }
    if (!signatures.verify(known.key(), signed, signature)) {
      return new NotShown(
          "The signature does not verify over this request. Sign the signature base of RFC 9421,"
              + " section 2.5, for the very request that is sent.");
    }
    return new Shown(viewer(state, key, known.subject()));
  }

  /**
   * Who holds {@code key}.
   *
   * @param key the key of whose private half the other end of a connection has shown possession
   */
  public Showing show(Snapshot at, CoseKey key) {
    View state = new Overlay(rulebook, at);
    KeyId id = key.thumbprint();
    Optional<Keys.Registered> registered = state.find(Keys.TABLE, id);
    return useless(at, id, registered)
        .<Showing>map(not -> not)
        .orElseGet(() -> new Shown(viewer(state, id, registered.orElseThrow().subject())));
  }

  private static Optional<NotShown> useless(
      Snapshot at, KeyId key, Optional<Keys.Registered> registered) {
    if (registered.isEmpty()) {
      return Optional.of(
          new NotShown("No key " + key + " is registered on this ledger. Use a registered one."));
    }
    if (registered.get().purpose() != Keys.Purpose.SIGNING) {
      return Optional.of(
          new NotShown(
              "Key "
                  + key
                  + " agrees on secrets; it does not sign. Use the subject's signing key."));
    }
    if (!counts(registered.get(), at)) {
      return Optional.of(
          new NotShown(
              "Key " + key + " does not count now: it was revoked. Use another of the subject's."));
    }
    return Optional.empty();
  }

  /** {@code viewer} as of a later block; nobody if its key does not count any more. */
  public Viewer again(Snapshot at, Viewer viewer) {
    Optional<KeyId> key = viewer.key();
    if (key.isEmpty()) {
      return viewer;
    }
    View state = new Overlay(rulebook, at);
    return state
        .find(Keys.TABLE, key.get())
        .filter(known -> counts(known, at))
        .map(known -> viewer(state, key.get(), known.subject()))
        .orElse(Viewer.nobody());
  }

  private Viewer viewer(View state, KeyId key, Subject subject) {
    return Viewer.shown(key, subject, roles.of(state, subject));
  }

  private static boolean counts(Keys.Registered key, Snapshot at) {
    return key.validAt(at.tip().height());
  }
}
