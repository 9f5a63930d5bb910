package birthmark.node.witness;

import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who cosigns checkpoints (C2SP tlog-witness).
 *
 * @param key its key, of the kind that cosigns
 * @param url its submission prefix, http or https
 */
public record Witness(NoteKey key, URI url) {
  /** How many a node asks at most. */
  public static final int WITNESSES_MAX = 16;

  /** Checks the key's kind and the scheme. */
  public Witness {
    if (key.kind() != NoteKey.Kind.COSIGNATURE_V1) {
      throw new NoteException("the key of " + key.name() + " is a log's, not one that cosigns");
    }
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new NoteException("a witness is asked at an http or https URL, not at " + url);
    }
  }

  /**
   * The witnesses that {@code lines} name, one a line: its key as name+hash+base64, a space, its
   * URL. Empty lines and those that begin with # are passed over.
   *
   * @throws NoteException if a line is none, two have one name, or they are too many; says which
   */
  public static List<Witness> parse(List<String> lines) {
    List<Witness> witnesses = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Witness witness = of(line, i + 1);
        if (witnesses.stream().anyMatch(each -> each.key().equals(witness.key()))) {
          throw new NoteException("line " + (i + 1) + " names a key that an earlier one names");
        }
        witnesses.add(witness);
      }
    }
    if (witnesses.size() > WITNESSES_MAX) {
      throw new NoteException("a node asks at most " + WITNESSES_MAX + " witnesses");
    }
    return List.copyOf(witnesses);
  }

  private static Witness of(String line, int number) {
    int space = line.indexOf(' ');
    if (space < 0) {
      throw new NoteException("line " + number + " is not a key, a space and a URL");
    }
    try {
      return new Witness(
          NoteKey.decode(line.substring(0, space)), new URI(line.substring(space + 1).strip()));
    } catch (NoteException e) {
      throw new NoteException("line " + number + ": " + e.sentence());
    } catch (URISyntaxException e) {
      throw new NoteException("line " + number + " has no URL behind the key");
    }
  }

  /** Where checkpoints are added. */
  URI addCheckpoint() {
    String prefix = url.toString();
    return URI.create(
        (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
            + "/add-checkpoint");
  }
}
