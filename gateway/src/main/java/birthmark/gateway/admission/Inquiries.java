package birthmark.gateway.admission;

import birthmark.client.sdk.ClientException;
import birthmark.contracts.things.ThingId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What is asked about things, gathered while other answers are under way: a proof of many things is
 * hardly more than one of a single thing.
 */
final class Inquiries implements AutoCloseable {
  /** The most things in one proof: an answer of some megabytes. */
  static final int MOST = 256;

  /** While one proof is checked here, the node makes the next. */
  private static final int AT_ONCE = 2;

  private static final int WAITING_MAX = 100_000;

  /** Proves where things stand as of a height or later; tells nothing of those it cannot. */
  interface Ledger {
    Map<ThingId, Optional<Known>> ask(List<ThingId> things, long height) throws ClientException;
  }

  /** One of them. */
  private record Inquiry(ThingId thing, long height, CompletableFuture<Optional<Known>> answer) {}

  private final Ledger ledger;
  private final BlockingQueue<Inquiry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Inquiries(Ledger ledger) {
    this.ledger = ledger;
    for (int i = 0; i < AT_ONCE; i++) {
      threads.add(Thread.ofPlatform().daemon().name("inquiries").start(this::run));
    }
  }

  /**
   * What the ledger says of {@code thing} as of {@code height} or later; empty if it knows no such
   * thing. Ends with a {@link ClientException} if no node proves it.
   */
  CompletableFuture<Optional<Known>> ask(ThingId thing, long height) {
    Inquiry inquiry = new Inquiry(thing, height, new CompletableFuture<>());
    if (!waiting.offer(inquiry)) {
      inquiry
          .answer()
          .completeExceptionally(
              ClientException.unanswered("too many things ask at once", "Try again."));
    } else if (closed) {
      // What is offered while it closes may come too late to be taken out.
      inquiry.answer().completeExceptionally(stopping());
    }
    return inquiry.answer();
  }

  /**
   * What {@code asked} came to.
   *
   * @throws ClientException if no node proves it
   */
  static Optional<Known> answered(CompletableFuture<Optional<Known>> asked) throws ClientException {
    try {
      return asked.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ClientException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void run() {
    try {
      while (!closed) {
        List<Inquiry> taken = new ArrayList<>(List.of(waiting.take()));
        waiting.drainTo(taken, MOST - 1);
        TreeMap<Long, List<Inquiry>> byHeight = new TreeMap<>();
        for (Inquiry each : taken) {
          byHeight.computeIfAbsent(each.height(), _ -> new ArrayList<>()).add(each);
        }
        // A block that a node only speaks of holds up nobody who does not ask for it.
        byHeight.forEach(this::answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(long height, List<Inquiry> inquiries) {
    LinkedHashSet<ThingId> things = new LinkedHashSet<>();
    inquiries.forEach(each -> things.add(each.thing()));
    try {
      Map<ThingId, Optional<Known>> found = ledger.ask(List.copyOf(things), height);
      for (Inquiry each : inquiries) {
        Optional<Known> known = found.get(each.thing());
        if (known == null) {
          each.answer()
              .completeExceptionally(
                  ClientException.refused(
                      "no node says anything of " + each.thing(),
                      "Is it born, and may the gateway's key read of it?"));
        } else {
          each.answer().complete(known);
        }
      }
    } catch (ClientException | RuntimeException e) {
      inquiries.forEach(each -> each.answer().completeExceptionally(e));
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    List<Inquiry> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(each -> each.answer().completeExceptionally(stopping()));
  }

  private static ClientException stopping() {
    return ClientException.unanswered("the gateway is stopping", "Try another.");
  }
}
