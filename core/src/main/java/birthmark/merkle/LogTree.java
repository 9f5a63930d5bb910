package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.ArrayList;
import java.util.List;

/** The hashes of the log tree (RFC 9162 section 2.1 with SHA-256). */
public final class LogTree {
  /** Octets in a hash. */
  public static final int HASH_LENGTH = Sha256.LENGTH;

  /** The largest number of entries a log can hold. */
  public static final long MAX_SIZE = 1L << 62;

  /** The root of the log without entries: the hash of nothing. */
  public static final Bytes EMPTY_ROOT = Sha256.of(Bytes.EMPTY);

  private static final int LEAF = 0x00;
  private static final int NODE = 0x01;

  private LogTree() {}

  /** The hash that stands for {@code entry} in the tree. */
  public static Bytes leafHash(Bytes entry) {
    return leafHash(new Sha256(), entry);
  }

  /** The hashes that stand for {@code entries}, one after another. */
  public static List<Bytes> leafHashes(List<Bytes> entries) {
    Sha256 sha256 = new Sha256();
    List<Bytes> hashes = new ArrayList<>(entries.size());
    for (Bytes entry : entries) {
      hashes.add(leafHash(sha256, entry));
    }
    return hashes;
  }

  private static Bytes leafHash(Sha256 sha256, Bytes entry) {
    return Bytes.ofOwned(sha256.add(LEAF).add(entry).digest());
  }

  /** The hash of the node over {@code left} and {@code right}. */
  public static Bytes nodeHash(Bytes left, Bytes right) {
    return nodeHash(new Sha256(), left, right);
  }

  static Bytes nodeHash(Sha256 sha256, Bytes left, Bytes right) {
    return Bytes.ofOwned(sha256.add(NODE).add(left).add(right).digest());
  }
}
