package birthmark.cbor;

import java.util.Arrays;

/**
 * The arrays and maps that are open while items are read or written in order.
 *
 * <p>Told of each item as it starts, it counts what is left and compares each map key with the one
 * before. It keeps no copy of keys, only where they are in the buffer.
 */
final class Nesting {
  /** The most arrays, maps and tags around an item. */
  static final int MAX_DEPTH = 16;

  /** What {@link #start} found out about the map key in front of the item. */
  enum Order {
    FINE,
    UNORDERED,
    DUPLICATE
  }

  private static final int[] NONE = {};
  private static final int FRAME = 5;
  private static final int IN_ARRAY = -2;
  private static final int NO_KEY = -1;

  private int[] stack = NONE;
  private int frames;
  private int tags;
  private int tagsAround;

  // The innermost open container; those around it are on the stack.
  private int left;
  private int depth;
  private int keyStart = IN_ARRAY;
  private int previousStart;
  private int previousEnd;

  /**
   * Notes that an item starts at {@code position} of {@code buffer}, right behind the item before
   * it.
   */
  Order start(byte[] buffer, int position) {
    tagsAround = tags;
    tags = 0;
    if (tagsAround > 0 || frames == 0) {
      return Order.FINE;
    }
    if (left == 0) {
      closeFinished();
      if (frames == 0) {
        return Order.FINE;
      }
    }
    left--;
    if (keyStart == IN_ARRAY) {
      return Order.FINE;
    }
    return (left & 1) == 0 ? keyEnds(buffer, position) : keyStarts(position);
  }

  private Order keyStarts(int position) {
    keyStart = position;
    return Order.FINE;
  }

  private Order keyEnds(byte[] buffer, int position) {
    Order order = Order.FINE;
    if (previousStart != NO_KEY) {
      int compared =
          Arrays.compareUnsigned(buffer, previousStart, previousEnd, buffer, keyStart, position);
      order = compared < 0 ? Order.FINE : compared == 0 ? Order.DUPLICATE : Order.UNORDERED;
    }
    previousStart = keyStart;
    previousEnd = position;
    return order;
  }

  /** Where the latest key of the innermost map starts. */
  int keyStart() {
    return keyStart;
  }

  /** Notes that the item just started is a tag around the next one; false if that is too deep. */
  boolean tag() {
    tags = tagsAround + 1;
    return depth + tags <= MAX_DEPTH;
  }

  /**
   * Notes that the item just started is an array of {@code count} items; false if that is too deep.
   */
  boolean array(int count) {
    return open(count, IN_ARRAY);
  }

  /**
   * Notes that the item just started is a map of {@code entries} pairs; false if that is too deep.
   */
  boolean map(int entries) {
    return open(2 * entries, NO_KEY);
  }

  private boolean open(int items, int key) {
    if (depth + tagsAround >= MAX_DEPTH) {
      return false;
    }
    int top = frames * FRAME;
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, top + 3 * FRAME);
    }
    stack[top] = left;
    stack[top + 1] = depth;
    stack[top + 2] = keyStart;
    stack[top + 3] = previousStart;
    stack[top + 4] = previousEnd;
    frames++;
    left = items;
    depth += tagsAround + 1;
    keyStart = key;
    previousStart = NO_KEY;
    return true;
  }

  /** Whether a tag waits for its item. */
  boolean tagPending() {
    return tags > 0;
  }

  /** Closes the containers that have all their items, and says how many are still open. */
  int closeFinished() {
    // A pending tag's item is the last one's rest, although it has been counted.
    while (frames > 0 && left == 0 && tags == 0) {
      frames--;
      int top = frames * FRAME;
      left = stack[top];
      depth = stack[top + 1];
      keyStart = stack[top + 2];
      previousStart = stack[top + 3];
      previousEnd = stack[top + 4];
    }
    return frames;
  }
}
