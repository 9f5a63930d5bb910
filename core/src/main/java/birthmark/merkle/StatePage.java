package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.merkle.StateNode.Branch;
import birthmark.merkle.StateNode.Empty;
import birthmark.merkle.StateNode.Leaf;
import birthmark.merkle.StateNode.Place;
import birthmark.merkle.StateNode.Stub;
import java.util.ArrayList;
import java.util.List;

/**
 * How branches are packed into stored pages.
 *
 * <p>A page holds a branch over at most 16 keys with all below it, or, a level up, a branch over at
 * most 16 times as many keys with all below it down to the pages of the lower levels. It is the
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

  private static final int LOWEST_COUNT_BITS = 4;
  private static final int COUNT_BITS_A_LEVEL = 4;
  private static final int STUB = 0xff;

  private StatePage() {}

  /** The level of the page that a branch over {@code count} keys is in. */
  static int level(long count) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(count - 1);
    return bits <= LOWEST_COUNT_BITS
        ? 0
        : (bits - LOWEST_COUNT_BITS + COUNT_BITS_A_LEVEL - 1) / COUNT_BITS_A_LEVEL;
  }

  /**
   * The key of the page whose topmost branch has this prefix: the prefix, then bits in 2 octets.
   */
  static Bytes key(Bytes key, int bits) {
    int octets = Bits.octets(bits);
    byte[] pageKey = new byte[octets + Short.BYTES];
    System.arraycopy(key.unsafe(), 0, pageKey, 0, octets);
    Bits.clearTail(pageKey, 0, bits);
    pageKey[octets] = (byte) (bits >>> 8);
    pageKey[octets + 1] = (byte) bits;
    return Bytes.ofOwned(pageKey);
  }

  /** The page whose topmost branch is {@code top}. */
  static Bytes encode(Branch top) {
    List<StateNode> items = new ArrayList<>();
    collect(top.left(), items);
    collect(top.right(), items);
    return encode(items, top.bits() >>> 3);
  }

  /** The page of the whole tree. */
  static Bytes encodeHead(StateNode root) {
    return encode(root == Empty.EMPTY ? List.of() : List.of(root), 0);
  }

  private static void collect(StateNode node, List<StateNode> items) {
    if (node instanceof Branch branch && branch.place() != Place.TOP) {
      collect(branch.left(), items);
      collect(branch.right(), items);
    } else {
      items.add(node);
    }
  }

  private static Bytes encode(List<StateNode> items, int from) {
    int length = 0;
    for (StateNode item : items) {
      length += (item instanceof Leaf ? 1 : 11) + Bits.octets(item.bits()) - from;
      length += StateHash.LENGTH;
    }
    byte[] page = new byte[length];
    int at = 0;
    for (StateNode item : items) {
      int octets = Bits.octets(item.bits()) - from;
      if (item instanceof Leaf) {
        page[at++] = (byte) octets;
      } else {
        page[at++] = (byte) STUB;
        page[at++] = (byte) (item.bits() >>> 8);
        page[at++] = (byte) item.bits();
        for (int shift = 56; shift >= 0; shift -= 8) {
          page[at++] = (byte) (item.count() >>> shift);
        }
      }
      System.arraycopy(item.key().unsafe(), from, page, at, octets);
      if (!(item instanceof Leaf)) {
        Bits.clearTail(page, at - from, item.bits());
      }
      at += octets;
      Bytes kept = item instanceof Leaf leaf ? leaf.valueHash() : item.hash();
      System.arraycopy(kept.unsafe(), 0, page, at, StateHash.LENGTH);
      at += StateHash.LENGTH;
    }
    return Bytes.ofOwned(page);
  }

  /**
   * The branches of a stored page.
   *
   * @throws DamagedTreeException if the page is missing or its hash is another
   */
  static Branch load(StateHash hash, PageSource pages, Stub stub) {
    Bytes page = pages.page(stub.pageKey()).orElseThrow(() -> damaged(stub, "is missing"));
    List<StateNode> items = decode(hash, page, stub.key(), stub.bits() >>> 3);
    if (items.size() < 2) {
      throw damaged(stub, "has no branch");
    }
    StateNode top = build(hash, items, 0, items.size());
    if (!(top instanceof Branch branch)
        || branch.bits() != stub.bits()
        || !branch.hash().equals(stub.hash())) {
      throw damaged(stub, "does not have the hash that its parent page has for it");
    }
    return branch.with(branch.left(), branch.right(), Place.TOP);
  }

  /** The tree that is stored: empty if it has no head page yet. */
  static StateNode loadHead(PageSource pages) {
    StateHash hash = new StateHash();
    Bytes page = pages.page(HEAD).orElse(Bytes.EMPTY);
    List<StateNode> items = decode(hash, page, Bytes.EMPTY, 0);
    return switch (items.size()) {
      case 0 -> Empty.EMPTY;
      case 1 -> items.getFirst();
      default -> throw new DamagedTreeException("the state tree's head page has several roots");
    };
  }

  private static StateNode build(StateHash hash, List<StateNode> items, int from, int to) {
    if (to - from == 1) {
      return items.get(from);
    }
    StateNode first = items.get(from);
    StateNode last = items.get(to - 1);
    int limit = Math.min(first.bits(), last.bits());
    int bits = Bits.common(first.key(), last.key(), limit);
    if (bits == limit || Bits.isSet(first.key(), bits)) {
      throw new DamagedTreeException("a page of the state tree has keys out of order");
    }
    int middle = from + 1;
    while (!Bits.isSet(items.get(middle).key(), bits)) {
      middle++;
    }
    StateNode left = build(hash, items, from, middle);
    StateNode right = build(hash, items, middle, to);
    Branch branch = Branch.of(hash, bits, left, right);
    return branch.with(left, right, Place.INSIDE);
  }

  private static List<StateNode> decode(StateHash hash, Bytes page, Bytes prefix, int from) {
    List<StateNode> items = new ArrayList<>();
    byte[] octets = page.unsafe();
    int at = 0;
    while (at < octets.length) {
      int first = page.octet(at++);
      boolean stub = first == STUB;
      need(page, at + (stub ? 10 : 0));
      int bits = stub ? page.octet(at) << 8 | page.octet(at + 1) : 8 * (from + first);
      long count = 1;
      if (stub) {
        count = 0;
        for (int i = 2; i < 10; i++) {
          count = count << 8 | page.octet(at + i);
        }
        at += 10;
      }
      int rest = Bits.octets(bits) - from;
      if (rest < 0 || bits > 8 * StateTree.MAX_KEY_LENGTH) {
        throw new DamagedTreeException("a page of the state tree has an item of impossible length");
      }
      need(page, at + rest + StateHash.LENGTH);
      byte[] key = new byte[from + rest];
      System.arraycopy(prefix.unsafe(), 0, key, 0, from);
      System.arraycopy(octets, at, key, from, rest);
      at += rest;
      Bytes kept = page.slice(at, at + StateHash.LENGTH);
      at += StateHash.LENGTH;
      Bytes owned = Bytes.ofOwned(key);
      items.add(stub ? new Stub(owned, bits, count, kept) : Leaf.of(hash, owned, kept));
    }
    return items;
  }

  private static void need(Bytes page, int end) {
    if (page.length() < end) {
      throw new DamagedTreeException("a page of the state tree ends within an item");
    }
  }

  private static DamagedTreeException damaged(Stub stub, String what) {
    return new DamagedTreeException(
        "page " + stub.pageKey() + " of the state tree " + what + ": restore it from a backup");
  }
}
