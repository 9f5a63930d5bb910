package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.machine.Decision;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Ordered;
import birthmark.node.engine.Ticket;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The statements that wait for a block, each once: those that came to this node's door, and those
 * that other replicas passed on. Bounded, each kind by itself.
 */
final class Pool {
  /** Statements of one batch come within less of each other. */
  private static final long MOMENT_NANOS = 3_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final int statementsMax;
  private final long octetsMax;
  private final SequencedMap<Bytes, Entry> byId = new LinkedHashMap<>();
  private final Map<Bytes, Entry> byOctets = new HashMap<>();
  private final Deque<Entry> untold = new ArrayDeque<>();
  private final Room own = new Room();
  private final Room passedOn = new Room();
  private boolean closed;

  /** What one kind takes. */
  private static final class Room {
    private int statements;
    private long octets;
  }

  /** A statement that waits, and who waits for it: nobody for one that was passed on. */
  private static final class Entry {
    private final Statement statement;
    private final Bytes octets;
    private final Room room;
    private final List<Ticket> tickets = new ArrayList<>(1);
    private boolean untold;
    private long toldAt;

    Entry(Statement statement, Bytes octets, Room room) {
      this.statement = statement;
      this.octets = octets;
      this.room = room;
    }
  }

  /** Somebody who waited, and what was decided. */
  record Answered(Ticket ticket, Decision decision) {
    /** Tells whoever waited what {@code block} decided. */
    void tell(Execution.Decided block) {
      ticket.answer().accept(new Ordered.Decided(block.height(), block.time(), decision));
    }
  }

  Pool(int statementsMax, long octetsMax) {
    this.statementsMax = statementsMax;
    this.octetsMax = octetsMax;
  }

  /** Takes a statement of this node's; false if there is no room. */
  boolean offer(Ticket ticket) {
    lock.lock();
    try {
      Optional<Entry> entry = entry(ticket.statement(), own);
      entry.ifPresent(
          each -> {
            each.tickets.add(ticket);
            tell(each);
          });
      return entry.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a statement that another replica passed on; false if there is no room. */
  boolean admit(Statement statement) {
    lock.lock();
    try {
      return entry(statement, passedOn).isPresent();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Entry> entry(Statement statement, Room room) {
    Entry known = byId.get(statement.id());
    if (known != null) {
      return Optional.of(known);
    }
    Bytes octets = statement.envelope().encode();
    if (room.statements >= statementsMax || room.octets + octets.length() > octetsMax) {
      return Optional.empty();
    }
    Entry entry = new Entry(statement, octets, room);
    room.statements++;
    room.octets += octets.length();
    byId.put(statement.id(), entry);
    byOctets.put(octets, entry);
    arrived.signalAll();
    return Optional.of(entry);
  }

  private void tell(Entry entry) {
    if (!entry.untold) {
      entry.untold = true;
      untold.addLast(entry);
    }
  }

  private void remove(Entry entry) {
    byId.remove(entry.statement.id());
    byOctets.remove(entry.octets);
    entry.room.statements--;
    entry.room.octets -= entry.octets.length();
  }

  /** How many statements wait. */
  int size() {
    lock.lock();
    try {
      return byId.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a statement waits, for so long at most; no more once it is closed. */
  void await(long nanosMax) throws InterruptedException {
    long left = nanosMax;
    lock.lockInterruptibly();
    try {
      while (byId.isEmpty() && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits while more and more statements come, until {@code enough} wait, for so long at most. Many
   * that were sent at once come within moments of each other.
   */
  void gather(int enough, long nanosMax) throws InterruptedException {
    long end = System.nanoTime() + nanosMax;
    int before = -1;
    for (int now = size(); now > before && now < enough; now = size()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      before = now;
      TimeUnit.NANOSECONDS.sleep(Math.min(left, MOMENT_NANOS));
    }
  }

  /** Ends all waiting for statements, now and later. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether anybody waits for one of them. */
  boolean isAwaited() {
    lock.lock();
    try {
      return byId.values().stream().anyMatch(entry -> !entry.tickets.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  /** Whether one with these very octets waits. */
  boolean has(Bytes octets) {
    return known(octets).isPresent();
  }

  /** The statement with these very octets, if it waits: its signature is known to be right. */
  Optional<Statement> known(Bytes octets) {
    lock.lock();
    try {
      return Optional.ofNullable(byOctets.get(octets)).map(entry -> entry.statement);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What to propose: the longest waiting, those of one key in the order of their numbers.
   *
   * @param octetsMax the most octets of them, each with the head that it has in a bundle
   */
  List<Bytes> proposal(int statementsMax, long octetsMax) {
    List<Entry> chosen = new ArrayList<>();
    lock.lock();
    try {
      long octets = 0;
      for (Entry entry : byId.values()) {
        octets += Bundle.HEAD + entry.octets.length();
        if (chosen.size() == statementsMax || octets > octetsMax) {
          break;
        }
        chosen.add(entry);
      }
    } finally {
      lock.unlock();
    }
    chosen.sort(Pool::order);
    return chosen.stream().map(entry -> entry.octets).toList();
  }

  private static int order(Entry one, Entry other) {
    int keys = one.statement.key().compareTo(other.statement.key());
    return keys == 0 ? Long.compare(one.statement.sequence(), other.statement.sequence()) : keys;
  }

  /**
   * Bundles of this node's statements that the other replicas have not been told of since they came
   * or were put back.
   *
   * @param height the engine's height now
   * @param octetsMax of one bundle
   */
  List<Bytes> tellings(long height, int octetsMax, int bundlesMax) {
    List<Bytes> bundles = new ArrayList<>();
    lock.lock();
    try {
      while (!untold.isEmpty() && bundles.size() < bundlesMax) {
        List<Bytes> statements = new ArrayList<>();
        int octets = 0;
        while (!untold.isEmpty()
            && (statements.isEmpty() || octets + untold.getFirst().octets.length() <= octetsMax)) {
          Entry entry = untold.removeFirst();
          entry.untold = false;
          entry.toldAt = height;
          if (byId.get(entry.statement.id()) == entry) {
            statements.add(entry.octets);
            octets += Bundle.HEAD + entry.octets.length();
          }
        }
        if (!statements.isEmpty()) {
          bundles.add(new Bundle.Statements(statements).encode());
        }
      }
    } finally {
      lock.unlock();
    }
    return bundles;
  }

  /** Has all been told of: there is nobody to tell. */
  void told() {
    lock.lock();
    try {
      untold.forEach(entry -> entry.untold = false);
      untold.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Puts back what was told at or before {@code height} and is not in a block yet. */
  void tellAgain(long height) {
    lock.lock();
    try {
      byId.values().stream()
          .filter(entry -> !entry.tickets.isEmpty() && entry.toldAt <= height)
          .forEach(this::tell);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes out what a block decided; gives those who waited for it.
   *
   * <p>One that was ignored is out only if it is the very one that waits: whoever proposes may have
   * put a forged copy of it into the block.
   */
  List<Answered> decided(List<Statement> statements, List<Decision> decisions) {
    List<Answered> answered = new ArrayList<>();
    lock.lock();
    try {
      for (int i = 0; i < statements.size(); i++) {
        Statement statement = statements.get(i);
        Decision decision = decisions.get(i);
        Entry entry = byId.get(statement.id());
        if (entry == null || stays(entry, statement, decision)) {
          continue;
        }
        remove(entry);
        entry.tickets.forEach(ticket -> answered.add(new Answered(ticket, decision)));
      }
    } finally {
      lock.unlock();
    }
    return answered;
  }

  private static boolean stays(Entry entry, Statement statement, Decision decision) {
    return decision instanceof Decision.Ignored ignored
        && (ignored.reason() == EnvelopeRefusal.BLOCK_FULL
            || !statement.envelope().encode().equals(entry.octets));
  }

  /**
   * Takes out what no block can accept any more, since it expired before {@code block}; gives those
   * who waited for it. A node that proposes nothing would keep it for ever.
   */
  List<Answered> expired(Execution.Decided block) {
    List<Answered> answered = new ArrayList<>();
    Decision.Ignored expired =
        new Decision.Ignored(EnvelopeRefusal.EXPIRED, "the block's time is " + block.time());
    lock.lock();
    try {
      List<Entry> over =
          byId.values().stream()
              .filter(entry -> entry.statement.expiry().isBefore(block.time()))
              .toList();
      for (Entry entry : over) {
        remove(entry);
        entry.tickets.forEach(ticket -> answered.add(new Answered(ticket, expired)));
      }
    } finally {
      lock.unlock();
    }
    return answered;
  }

  /** Empties it; gives those who waited. */
  List<Ticket> clear() {
    lock.lock();
    try {
      List<Ticket> left = new ArrayList<>();
      byId.values().forEach(entry -> left.addAll(entry.tickets));
      byId.clear();
      byOctets.clear();
      untold.clear();
      own.statements = 0;
      own.octets = 0;
      passedOn.statements = 0;
      passedOn.octets = 0;
      return left;
    } finally {
      lock.unlock();
    }
  }
}
