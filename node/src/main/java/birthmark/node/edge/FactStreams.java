package birthmark.node.edge;

import birthmark.contract.Readers;
import birthmark.contract.Subject;
import birthmark.json.JsonWriter;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.FactScope;
import birthmark.node.index.IndexException;
import birthmark.node.index.IndexedFact;
import birthmark.node.index.Position;
import birthmark.node.query.FactFeed;
import birthmark.node.query.Viewer;
import birthmark.node.submit.Counts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams of facts as server-sent events (WHATWG HTML, section 9.2).
 *
 * <p>Each stream fetches the next facts from the index when it has written the last: a reader that
 * takes nothing holds up nobody and no memory but its own connection's. All together look at the
 * index at most 100 times a second, so that many streams are slower and nobody else is.
 */
final class FactStreams {
  private static final int FACTS_AT_ONCE = 100;

  /** Between two looks of a stream at the index, for each other stream there is. */
  private static final Duration PAUSE_OF_EACH = Duration.ofMillis(10);

  private static final Duration PAUSE_FOR_NEWS = Duration.ofMillis(25);

  private final Readings readings;
  private final FactFeed feed;
  private final Limits limits;
  private final Counts<Optional<Subject>> open = new Counts<>();
  private final PeerShares unsigned;
  private final AtomicInteger openInAll = new AtomicInteger();
  private volatile boolean closed;

  FactStreams(Readings readings, FactFeed feed, Limits limits) {
    this.readings = readings;
    this.feed = feed;
    this.limits = limits;
    this.unsigned = new PeerShares(limits.streamsOfOneReader());
  }

  /** Opens a stream for {@code viewer} at {@code peer} behind {@code after}. */
  Reply open(Viewer viewer, InetAddress peer, FactFilter filter, Position after) {
    return new Reply.Stream(
        MediaTypes.EVENTS, taken(viewer, peer), out -> stream(out, viewer, filter, after));
  }

  /** Ends all streams as soon as each looks up from what it does. */
  void close() {
    closed = true;
  }

  /** Takes a place among the streams; what it gives back frees it. */
  private Runnable taken(Viewer viewer, InetAddress peer) {
    if (viewer.isKnown()) {
      return taken(viewer);
    }
    // Who does not say who it is, is told apart by its address.
    if (!unsigned.take(peer)) {
      throw new ProblemException(
          Problem.of(
                  HttpFault.TOO_MANY,
                  "This address has "
                      + limits.streamsOfOneReader()
                      + " streams open without a signature, as many as one may have. Close one"
                      + " first, or sign the request.")
              .retryAfter(limits.heartbeat().toMillis()));
    }
    try {
      Runnable release = taken(viewer);
      return () -> {
        unsigned.giveBack(peer);
        release.run();
      };
    } catch (ProblemException e) {
      unsigned.giveBack(peer);
      throw e;
    }
  }

  private Runnable taken(Viewer viewer) {
    Optional<Subject> subject = viewer.reader().map(Readers.Reader::subject);
    // All who do not say who they are share a quarter of the places.
    int most = subject.isPresent() ? limits.streamsOfOneReader() : limits.streams() / 4;
    if (!open.enter(subject, most)) {
      throw new ProblemException(
          Problem.of(
                  HttpFault.TOO_MANY,
                  subject.isPresent()
                      ? "This reader has "
                          + most
                          + " streams open, as many as one may have. Close one first."
                      : "As many streams are open without a signature as may be. Sign the"
                          + " request, or come back.")
              .retryAfter(limits.heartbeat().toMillis()));
    }
    if (openInAll.incrementAndGet() > limits.streams()) {
      leave(subject);
      throw new ProblemException(
          Problem.of(HttpFault.BUSY, "The node has as many streams open as it can.")
              .retryAfter(limits.heartbeat().toMillis()));
    }
    return () -> leave(subject);
  }

  private void leave(Optional<Subject> subject) {
    openInAll.decrementAndGet();
    open.leave(subject);
  }

  private void stream(OutputStream out, Viewer opener, FactFilter filter, Position after)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.streamLife().toNanos();
    Position position = after;
    write(out, "retry: 1000\n\n");
    long written = System.nanoTime();
    boolean told = false;
    while (!closed && System.nanoTime() < end) {
      // Keys are revoked and roles withdrawn while a stream is open.
      Viewer viewer = readings.again(opener);
      if (viewer.isKnown() != opener.isKnown()) {
        write(out, ": the key that opened this stream does not count any more\n\n");
        return;
      }
      Optional<FactPage> fetched = fetch(viewer.facts(), filter, position);
      if (fetched.isEmpty()) {
        pause();
        continue;
      }
      FactPage page = fetched.get();
      position = page.next();
      boolean quiet = System.nanoTime() - written >= limits.heartbeat().toNanos();
      if (!page.facts().isEmpty() || quiet || !told) {
        write(out, events(page));
        written = System.nanoTime();
        told = true;
      }
      pause();
      if (!page.more()) {
        awaitNews(page, written);
      }
    }
  }

  private Optional<FactPage> fetch(FactScope scope, FactFilter filter, Position after)
      throws InterruptedException {
    try {
      return Optional.of(feed.page(scope, filter, after, FACTS_AT_ONCE));
    } catch (IndexException e) {
      if (e.isBusy()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String events(FactPage page) {
    StringBuilder events = new StringBuilder();
    for (IndexedFact fact : page.facts()) {
      events
          .append("id: ")
          .append(fact.position())
          .append("\nevent: fact\ndata: ")
          .append(JsonWriter.compact(feed.json(fact)))
          .append("\n\n");
    }
    if (!page.more()) {
      events.append(": as of ").append(page.height()).append(' ').append(page.time());
      events.append("\n\n");
    }
    return events.toString();
  }

  /** Waits for another block or the next sign of life, in steps that see the node's end. */
  private void awaitNews(FactPage page, long written) throws InterruptedException {
    long due = written + limits.heartbeat().toNanos();
    Thread.sleep(PAUSE_FOR_NEWS);
    while (!closed && feed.height() <= page.height() && System.nanoTime() < due) {
      feed.awaitAbove(page.height(), Duration.ofMillis(250));
    }
  }

  private void pause() throws InterruptedException {
    Thread.sleep(PAUSE_OF_EACH.multipliedBy(openInAll.get() - 1));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
