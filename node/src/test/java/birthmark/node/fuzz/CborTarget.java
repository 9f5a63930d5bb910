package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cbor.Major;
import java.util.List;

/** CBOR (RFC 8949, section 4.2.1): what is read has no other form. */
final class CborTarget implements Target {
  private static final int LENGTH_MAX = 1 << 16;

  @Override
  public List<Bytes> seeds() {
    return List.of(
        Bytes.fromHex("83010203"),
        Bytes.fromHex("a2616101616281f6"),
        Bytes.fromHex("d28443a10126a0f640"),
        Bytes.fromHex("8a3903e71bffffffffffffffff4401020304f5f4f6c074323031332d30332d"));
  }

  @Override
  public void read(Bytes octets) {
    CborWriter again = new CborWriter();
    try {
      CborReader in = new CborReader(octets);
      copy(in, again);
      in.end();
    } catch (CborException e) {
      Target.require(e.offset() <= octets.length(), "a fault lies within what was read");
      return;
    }
    Target.require(again.toBytes().equals(octets), "an item has one form");
    CborReader skipping = new CborReader(octets);
    skipping.skip();
    skipping.end();
  }

  private static void copy(CborReader in, CborWriter out) {
    switch (in.peekMajor()) {
      case Major.UNSIGNED, Major.NEGATIVE -> out.integer(in.integer());
      case Major.BYTES -> out.bytes(in.bytes(LENGTH_MAX));
      case Major.TEXT -> out.text(in.text(LENGTH_MAX));
      case Major.ARRAY -> {
        int count = in.array(LENGTH_MAX);
        out.array(count);
        copy(in, out, count);
      }
      case Major.MAP -> {
        int entries = in.map(LENGTH_MAX);
        out.map(entries);
        copy(in, out, 2 * entries);
      }
      case Major.TAG -> {
        out.tag(in.tag());
        copy(in, out);
      }
      default -> {
        if (in.isNil()) {
          in.nil();
          out.nil();
        } else {
          out.bool(in.bool());
        }
      }
    }
  }

  private static void copy(CborReader in, CborWriter out, int items) {
    for (int i = 0; i < items; i++) {
      copy(in, out);
    }
  }
}
