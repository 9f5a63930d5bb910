package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.merkle.Branch.Place;
import birthmark.merkle.StateNode.Empty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the tree is packed into stored pages.
 *
 * <p>A page of level 0 is a {@link Bucket}. A page of level n is a branch over at most 16 times as
 * many keys as one of level n - 1, with all below it down to the pages of lower levels. It is the
 * list of what hangs below its branches, in key order; the branches follow from that, so their
 * hashes are not stored but computed. A page that does not give the hash its parent has for it is
 * damaged.
 *
 * <p>Each item is a leaf (length of the rest of its key in one octet, that rest, value hash) or a
 * page below (0xff, bits in 2 octets, count in 8, the rest of its prefix, hash). The rest of a key
 * begins with the octet in which the page's topmost branch parts.
 */
final class StatePage {
  /** The key of the page that holds what the tree as a whole is; no branch has so many bits. */
  static final Bytes HEAD = Bytes.fromHex("ffff");

  private static final int COUNT_BITS_A_LEVEL = 4;
  private static final int BELOW = 0xff;
  private static final int BELOW_HEAD = Short.BYTES + Long.BYTES;
  private static final byte[] NO_KEY = {};

  private StatePage() {}

  /** The level of the page that a branch over {@code count} keys, at least 2, is in. */
  static int level(long count) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(count - 1);
    return (bits - 1) / COUNT_BITS_A_LEVEL;
  }

  /**
   * The key of the page whose topmost branch has this prefix: the prefix, then bits in 2 octets.
   */
  static Bytes key(byte[] key, int bits) {
    int octets = Bits.octets(bits);
    byte[] pageKey = Arrays.copyOf(key, octets + Short.BYTES);
    Bits.clearTail(pageKey, 0, bits);
    BigEndian.putShort(pageKey, octets, bits);
    return Bytes.ofOwned(pageKey);
  }

  /** The page whose topmost branch is {@code top}. */
  static Bytes encode(Branch top) {
    List<Placed> items = new ArrayList<>();
    collect(top, items);
    return encode(items, top.bits() >>> 3);
  }

  /** The page of the whole tree. */
  static Bytes encodeHead(StateNode root, byte[] hash) {
    return encode(root == Empty.EMPTY ? List.of() : List.of(new Placed(root, hash, 0)), 0);
  }

  private static void collect(Branch branch, List<Placed> items) {
    collect(branch.left(), branch.hashes(), 0, items);
    collect(branch.right(), branch.hashes(), StateHash.LENGTH, items);
  }

  private static void collect(StateNode node, byte[] hashes, int at, List<Placed> items) {
    if (node instanceof Branch branch && branch.place() != Place.TOP) {
      collect(branch, items);
    } else {
      items.add(new Placed(node, hashes, at));
    }
  }

  private static Bytes encode(List<Placed> items, int from) {
    int length = 0;
    for (Placed item : items) {
      length += 1 + Bits.octets(item.node().bits()) - from + StateHash.LENGTH;
      length += item.node() instanceof Leaf ? 0 : BELOW_HEAD;
    }
    byte[] page = new byte[length];
    int at = 0;
    for (Placed item : items) {
      StateNode node = item.node();
      int rest = Bits.octets(node.bits()) - from;
      if (node instanceof Leaf leaf) {
        page[at] = (byte) rest;
        System.arraycopy(leaf.key(), from, page, at + 1, rest);
        at += 1 + rest;
        System.arraycopy(leaf.valueHash(), 0, page, at, StateHash.LENGTH);
      } else {
        page[at] = (byte) BELOW;
        BigEndian.putShort(page, at + 1, node.bits());
        BigEndian.putLong(page, at + 1 + Short.BYTES, node.count());
        at += 1 + BELOW_HEAD;
        System.arraycopy(node.key(), from, page, at, rest);
        Bits.clearTail(page, at - from, node.bits());
        at += rest;
        item.copyHash(page, at);
      }
      at += StateHash.LENGTH;
    }
    return Bytes.ofOwned(page);
  }

  /** The tree that is stored: empty if it has no head page yet. */
  static Placed loadHead(PageSource pages) {
    Bytes page = pages.page(HEAD).orElse(Bytes.EMPTY);
    List<Placed> items = decode(new StateHash(), page.unsafe(), NO_KEY, 0);
    return switch (items.size()) {
      case 0 -> new Placed(Empty.EMPTY, StateHash.EMPTY_ROOT.toByteArray(), 0);
      case 1 -> items.getFirst();
      default -> throw new DamagedTreeException("the state tree's head page has several roots");
    };
  }

  /**
   * What is stored in a page: a bucket or the topmost branch.
   *
   * @param hashes where the hash that the page must have is, from {@code at}
   * @throws DamagedTreeException if the page is missing or its hash is another
   */
  static StateNode load(
      StateHash hash, LeafRow leaves, PageSource pages, Stub stub, byte[] hashes, int at) {
    byte[] page =
        pages.page(stub.pageKey()).orElseThrow(() -> damaged(stub, "is missing")).unsafe();
    byte[] found = new byte[StateHash.LENGTH];
    StateNode node = read(hash, leaves, page, stub, found);
    if (node.bits() != stub.bits()
        || !Arrays.equals(found, 0, StateHash.LENGTH, hashes, at, at + StateHash.LENGTH)) {
      throw damaged(stub, "does not have the hash that its parent page has for it");
    }
    return switch (node) {
      case Bucket bucket -> bucket.stored(0);
      case Branch branch -> branch.at(Place.TOP);
      case Empty empty -> empty;
      case Leaf leaf -> leaf;
      case Stub below -> below;
    };
  }

  private static StateNode read(
      StateHash hash, LeafRow leaves, byte[] page, Stub stub, byte[] out) {
    int from = stub.bits() >>> 3;
    try {
      if (level(stub.count()) == 0) {
        return leaves.read(stub.key(), from, page) ? leaves.build(out, 0) : Empty.EMPTY;
      }
      List<Placed> items = decode(hash, page, stub.key(), from);
      return items.size() < 2 ? Empty.EMPTY : build(hash, items, out, 0);
    } catch (IllegalArgumentException e) {
      throw damaged(stub, "has keys that begin with one another");
    }
  }

  private static StateNode build(StateHash hash, List<Placed> items, byte[] out, int at) {
    Placed first = items.getFirst();
    if (items.size() == 1) {
      first.copyHash(out, at);
      return first.node();
    }
    StateNode last = items.getLast().node();
    int limit = Math.min(first.node().bits(), last.bits());
    int bits = Bits.common(first.node().key(), last.key(), limit);
    if (bits == limit || Bits.isSet(first.node().key(), bits)) {
      throw new DamagedTreeException("a page of the state tree has keys out of order");
    }
    int middle = 1;
    while (!Bits.isSet(items.get(middle).node().key(), bits)) {
      middle++;
    }
    byte[] below = new byte[2 * StateHash.LENGTH];
    StateNode left = build(hash, items.subList(0, middle), below, 0);
    StateNode right = build(hash, items.subList(middle, items.size()), below, StateHash.LENGTH);
    if (left.bits() <= bits || right.bits() <= bits) {
      throw new DamagedTreeException("a page of the state tree has keys out of order");
    }
    Branch branch = Branch.of(bits, left, right, below);
    hash.branch(left.key(), bits, branch.count(), below, out, at);
    return branch.at(Place.INSIDE);
  }

  private static List<Placed> decode(StateHash hash, byte[] page, byte[] prefix, int from) {
    List<Placed> items = new ArrayList<>();
    int at = 0;
    while (at < page.length) {
      int first = page[at++] & 0xff;
      boolean below = first == BELOW;
      need(page, at + (below ? BELOW_HEAD : 0));
      int bits = below ? BigEndian.getShort(page, at) : 8 * (from + first);
      long count = below ? BigEndian.getLong(page, at + Short.BYTES) : 1;
      at += below ? BELOW_HEAD : 0;
      int rest = Bits.octets(bits) - from;
      if (rest < 0 || bits > 8 * StateTree.MAX_KEY_LENGTH || (below && count < 2)) {
        throw new DamagedTreeException("a page of the state tree has an impossible item");
      }
      need(page, at + rest + StateHash.LENGTH);
      byte[] key = Arrays.copyOf(prefix, from + rest);
      System.arraycopy(page, at, key, from, rest);
      if (below && !Arrays.equals(key, Bits.prefix(key, bits))) {
        throw new DamagedTreeException("a page of the state tree has bits beyond a prefix");
      }
      at += rest;
      byte[] kept = Arrays.copyOfRange(page, at, at + StateHash.LENGTH);
      at += StateHash.LENGTH;
      if (below) {
        items.add(new Placed(new Stub(key, bits, count), kept, 0));
      } else {
        byte[] own = new byte[StateHash.LENGTH];
        hash.leaf(key, kept, own, 0);
        items.add(new Placed(new Leaf(key, kept), own, 0));
      }
    }
    return items;
  }

  private static void need(byte[] page, int end) {
    if (page.length < end) {
      throw new DamagedTreeException("a page of the state tree ends within an item");
    }
  }

  private static DamagedTreeException damaged(Stub stub, String what) {
    return new DamagedTreeException(
        "page " + stub.pageKey() + " of the state tree " + what + ": restore it from a backup");
  }
}
