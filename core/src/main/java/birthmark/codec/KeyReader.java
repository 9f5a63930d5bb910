package birthmark.codec;

import birthmark.bytes.Bytes;

/**
 * Reads back what {@link KeyWriter} wrote; keys come from our own store, so anything else is
 * corruption.
 */
final class KeyReader {
  private final byte[] octets;
  private int position;

  KeyReader(Bytes key, int from) {
    this.octets = key.unsafe();
    this.position = from;
  }

  int octet() {
    need(1);
    return octets[position++] & 0xff;
  }

  long whole() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (octets[position++] & 0xff);
    }
    return value;
  }

  Bytes fixed(int length) {
    need(length);
    position += length;
    return Bytes.copyOf(octets, position - length, position);
  }

  byte[] terminated() {
    int from = position;
    do {
      need(1);
    } while (octets[position++] != 0);
    return Bytes.copyOf(octets, from, position - 1).unsafe();
  }

  Bytes escaped() {
    byte[] plain = new byte[octets.length - position];
    int length = 0;
    while (true) {
      need(1);
      byte octet = octets[position++];
      if (octet == 0) {
        need(1);
        if (octets[position++] == 0) {
          return Bytes.copyOf(plain, 0, length);
        }
      }
      plain[length++] = octet;
    }
  }

  boolean atEnd() {
    return position == octets.length;
  }

  private void need(int count) {
    if (octets.length - position < count) {
      throw new IllegalStateException("a stored key ends too early: " + Bytes.copyOf(octets));
    }
  }
}
