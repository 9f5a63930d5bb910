package birthmark.node.query;

import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.node.index.FactScope;
import java.util.List;
import java.util.Optional;

/**
 * Whoever asks, as far as it has shown who it is.
 *
 * <p>{@link Viewers} alone makes one that is somebody, from a key that was shown: every read takes
 * a viewer, so that none can be made without a decision about who asks.
 */
public final class Viewer {
  private static final List<Role> OVERSEERS = List.of(Role.AUDITOR, Role.REGULATOR, Role.REPLICA);
  private static final Viewer NOBODY = new Viewer(Optional.empty(), Optional.empty());

  private final Optional<Shown> shown;
  private final Optional<String> why;

  private record Shown(KeyId key, Readers.Reader reader) {}

  private Viewer(Optional<Shown> shown, Optional<String> why) {
    this.shown = shown;
    this.why = why;
  }

  /** One who has not shown who it is. */
  public static Viewer nobody() {
    return NOBODY;
  }

  /** One who tried and did not show who it is; {@code why} says why and what to do. */
  public static Viewer nobody(String why) {
    return new Viewer(Optional.empty(), Optional.of(why));
  }

  static Viewer shown(KeyId key, Subject subject, List<Role> roles) {
    return new Viewer(
        Optional.of(new Shown(key, new Readers.Reader(subject, roles))), Optional.empty());
  }

  /** Whether it has shown who it is. */
  public boolean isKnown() {
    return shown.isPresent();
  }

  /** Why it has not shown who it is, if it tried. */
  public Optional<String> why() {
    return why;
  }

  /** Who it is. */
  public Optional<Readers.Reader> reader() {
    return shown.map(Shown::reader);
  }

  /** The key that it showed. */
  Optional<KeyId> key() {
    return shown.map(Shown::key);
  }

  /** Whether it is {@code subject}. */
  boolean is(Subject subject) {
    return reader().map(reader -> reader.subject().equals(subject)).orElse(false);
  }

  /** Whether it watches over the ledger: an auditor, a regulator or a replica. */
  boolean oversees() {
    return reader()
        .map(reader -> reader.roles().stream().anyMatch(OVERSEERS::contains))
        .orElse(false);
  }

  /** The facts it may see. */
  public FactScope facts() {
    if (oversees()) {
      return new FactScope.Everything();
    }
    return reader()
        .<FactScope>map(reader -> new FactScope.Concerning(reader.subject()))
        .orElse(new FactScope.Open());
  }
}
