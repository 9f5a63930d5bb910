package birthmark.gateway.admission;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.FactStream;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Notices;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What one node tells becomes true, as it comes. It is a reason to look, and nothing more: only a
 * proof changes a decision.
 */
final class FactWatch implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** Takes what may have changed. */
  interface Listener {
    /** Something about {@code thing} as of {@code height}. */
    void about(ThingId thing, long height);

    /** Something that things of {@code model} may depend on as of {@code height}. */
    void aboutModel(String model, long height);

    /** What things of a model may talk to, as of {@code height}. */
    void aboutUsages(long height);

    /** Something that many things may depend on as of {@code height}, 0 where that is not known. */
    void aboutMany(long height);

    /** Something about an agreement between things as of {@code height}. */
    void aboutAgreements(long height);
  }

  /** Opens a way to the node. */
  interface Opening {
    /** A new connection, which the caller closes. */
    Node open() throws ClientException;
  }

  private final URI url;
  private final Opening opening;
  private final SigningKey reader;
  private final Listener listener;
  private final Duration silenceMax;
  private final Notices notices;
  private final Thread thread;
  private volatile Optional<Node> current = Optional.empty();
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean closed;

  /**
   * A watch on the node at {@code url}.
   *
   * @param silenceMax how long the node may say nothing before it is asked anew
   */
  FactWatch(
      URI url,
      Opening opening,
      SigningKey reader,
      Listener listener,
      Duration silenceMax,
      Notices notices) {
    this.url = url;
    this.opening = opening;
    this.reader = reader;
    this.listener = listener;
    this.silenceMax = silenceMax;
    this.notices = notices;
    this.thread = Thread.ofVirtual().name("facts of " + url).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean told = false;
    while (!closed) {
      try (Node node = opening.open()) {
        current = Optional.of(node);
        heardNanos = System.nanoTime();
        String from = position(node);
        // Whatever was missed since the last connection, or before the first, is in the proofs.
        listener.aboutMany(0);
        if (told) {
          notices.say("Following " + url + " again.");
          told = false;
        }
        new FactStream(node, "/v1/facts", Optional.of(reader), Optional.of(from))
            .follow(new Hearing());
      } catch (ClientException e) {
        if (!told && !closed) {
          notices.say("The node " + url + " cannot be followed now: " + e.what() + ".");
          told = true;
        }
      }
      if (!closed) {
        sleep();
      }
    }
  }

  /** The position behind the last fact, so that what comes next is not missed at a break. */
  private String position(Node node) throws ClientException {
    Json.Obj page = node.readAs("/v1/facts?after=now&limit=1", Optional.of(() -> reader));
    return page.member("next").orElse(new Json.Null()) instanceof Json.Text next
        ? next.value()
        : "now";
  }

  private static void sleep() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Breaks off a connection on which nothing has come for too long. */
  void checkSilence() {
    if (System.nanoTime() - heardNanos > silenceMax.toNanos()) {
      heardNanos = System.nanoTime();
      current.ifPresent(Node::close);
    }
  }

  private final class Hearing implements FactStream.Listener {
    @Override
    public boolean fact(Json.Obj fact) {
      long height =
          fact.member("height").orElse(new Json.Null()) instanceof Json.Int number
              ? number.value()
              : 0;
      Optional<ThingId> thing =
          fact.member("value").orElse(new Json.Null()) instanceof Json.Obj value
              ? thing(value)
              : Optional.empty();
      if (text(fact, "contract").equals("messages")) {
        listener.aboutAgreements(height);
        return !closed;
      }
      String name = text(fact, "fact");
      if (name.equals("owner-changed")) {
        listener.aboutMany(height);
      } else if (thing.isPresent()) {
        listener.about(thing.get(), height);
      } else if (name.equals("usage-described") || name.equals("usage-tightened")) {
        listener.aboutUsages(height);
      } else if (concernsModels(text(fact, "contract"))
          && fact.member("value").orElse(new Json.Null()) instanceof Json.Obj value
          && !text(value, "model").isEmpty()) {
        listener.aboutModel(text(value, "model"), height);
      }
      return !closed;
    }

    @Override
    public void heard() {
      heardNanos = System.nanoTime();
    }
  }

  private static boolean concernsModels(String contract) {
    return contract.equals("firmware") || contract.equals("admission");
  }

  private static Optional<ThingId> thing(Json.Obj value) {
    String text = text(value, "thing");
    try {
      return text.length() == 64 ? Optional.of(new ThingId(Bytes.fromHex(text))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(Json.Obj object, String name) {
    return object.member(name).orElse(new Json.Null()) instanceof Json.Text text
        ? text.value()
        : "";
  }

  @Override
  public void close() {
    closed = true;
    current.ifPresent(Node::close);
    thread.interrupt();
  }
}
