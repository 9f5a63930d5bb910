package birthmark.node.webhook;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.edge.Annex;
import birthmark.node.index.FactPage;
import birthmark.node.index.IndexException;
import birthmark.node.index.IndexedFact;
import birthmark.node.index.Position;
import birthmark.node.query.FactFeed;
import birthmark.node.query.Viewer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Tells public alarms to whoever signed up at this node, each until it was taken, with pauses that
 * double and an end to them; in order, and after a restart from where it was.
 *
 * <p>Each telling bears the same id however often it is sent: its receiver counts it once.
 */
public final class Webhooks implements AutoCloseable {
  /** The most who may sign up. */
  static final int SUBSCRIPTIONS_MAX = 1_000;

  /** The most of them at one host. */
  static final int OF_A_HOST_MAX = 20;

  private static final int AT_ONCE = 32;
  private static final int PAGE = 50;
  private static final int MISSED_MAX = 10;
  private static final int SECRET = 32;
  private static final int ID = 16;
  private static final Duration LOOK = Duration.ofSeconds(20);

  private final Settings settings;
  private final FactFeed feed;
  private final String network;
  private final InstantSource clock;
  private final Subscriptions subscriptions;
  private final Post post;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore sending = new Semaphore(AT_ONCE);
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * How it goes about it.
   *
   * @param folder where subscriptions are kept
   * @param also an address inside that may be told, as {@code host:port}; none but for one that the
   *     operator names
   * @param attempts how often a telling is tried
   * @param pause how long it rests after the first failure; each rest doubles
   * @param patience how long a request may take
   */
  public record Settings(
      Path folder, Optional<String> also, int attempts, Duration pause, Duration patience) {
    /** The usual ones: eight attempts in about four minutes. */
    public static Settings usual(Path folder, Optional<String> also) {
      return new Settings(folder, also, 8, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
  }

  /** Starts telling what {@code feed} has of the ledger {@code network}. */
  public Webhooks(Settings settings, FactFeed feed, Bytes network, InstantSource clock) {
    this(settings, feed, network, clock, InetAddress::getAllByName);
  }

  Webhooks(
      Settings settings,
      FactFeed feed,
      Bytes network,
      InstantSource clock,
      Destination.Names names) {
    this.settings = settings;
    this.feed = feed;
    this.network = network.hex().substring(0, 2 * ID);
    this.clock = clock;
    this.subscriptions = new Subscriptions(settings.folder());
    this.post = new Post(names, settings.also(), settings.patience());
    subscriptions.all().keySet().forEach(this::begin);
  }

  /** The routes by which one signs up. */
  public Annex annex() {
    return new WebhookAnnex(this);
  }

  /** Why nobody is signed up. */
  static final class NotSignedUpException extends Exception {
    private static final long serialVersionUID = 1L;

    NotSignedUpException(String sentence) {
      super(sentence);
    }
  }

  /**
   * Signs somebody up, if the address answers what only its owner can read there.
   *
   * @throws NotSignedUpException with what is wrong; never with what an address answered
   */
  Subscription signUp(String url, Optional<Bytes> concerns)
      throws NotSignedUpException, InterruptedException {
    Destination to;
    try {
      to = Destination.parse(url, settings.also());
    } catch (Destination.UnfitException e) {
      throw new NotSignedUpException(String.valueOf(e.getMessage()));
    }
    if (subscriptions.count() >= SUBSCRIPTIONS_MAX
        || subscriptions.at(to.host()) >= OF_A_HOST_MAX) {
      throw new NotSignedUpException("as many as may have signed up here, or with that host");
    }
    Subscription wanted =
        new Subscription(
            random(ID).hex(), url, random(SECRET), concerns, Position.endOf(feed.height()), 0);
    String challenge = random(ID).hex();
    Json.Obj question =
        Json.object().put("type", "subscription.confirm").put("challenge", challenge).build();
    boolean confirmed;
    try {
      Post.Answered answered = send(wanted, to, "confirm-" + wanted.id(), question);
      confirmed = answered.well() && answered.text().contains(challenge);
    } catch (IOException e) {
      // What an address inside answers, or whether it does, is nobody's business.
      confirmed = false;
    }
    if (!confirmed) {
      throw new NotSignedUpException(
          "that address did not answer 2xx with the challenge that it was sent, or is not public");
    }
    subscriptions.add(wanted);
    begin(wanted.id());
    return wanted;
  }

  Optional<Subscription> find(String id) {
    return subscriptions.find(id);
  }

  /** Ends a subscription; false if there is none. */
  boolean end(String id) {
    Optional.ofNullable(threads.remove(id)).ifPresent(Thread::interrupt);
    return subscriptions.end(id);
  }

  private Bytes random(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets);
  }

  private void begin(String id) {
    threads.put(id, Thread.ofVirtual().name("webhook").start(() -> tellAll(id)));
  }

  private void tellAll(String id) {
    try {
      Optional<Subscription> current = subscriptions.find(id);
      while (!closed && current.isPresent() && current.get().missed() < MISSED_MAX) {
        Optional<FactPage> page = page(current.get());
        if (page.isEmpty()) {
          Thread.sleep(settings.pause());
          continue;
        }
        Subscription told = current.get();
        for (IndexedFact fact : page.get().facts()) {
          told = tell(told, fact) ? told.told(fact.position()) : told.gaveUp(fact.position());
          if (!subscriptions.replace(told)) {
            return;
          }
        }
        current = Optional.of(told.passed(page.get().next()));
        if (!page.get().more()) {
          feed.awaitAbove(page.get().height(), LOOK);
        }
      }
      if (!closed) {
        subscriptions.end(id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<FactPage> page(Subscription of) throws InterruptedException {
    try {
      return Optional.of(feed.page(Viewer.nobody().facts(), of.filter(), of.after(), PAGE));
    } catch (IndexException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code fact} was taken in the end. */
  private boolean tell(Subscription subscription, IndexedFact fact) throws InterruptedException {
    String telling = network + "-" + fact.position();
    Json.Obj body = Json.object().put("type", "fact").put("fact", feed.json(fact)).build();
    Duration pause = settings.pause();
    for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
      try {
        Destination to = Destination.parse(subscription.url(), settings.also());
        if (send(subscription, to, telling, body).well()) {
          return true;
        }
      } catch (IOException e) {
        // It is tried again; what it was is the receiver's to find.
      }
      if (attempt < settings.attempts()) {
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
    return false;
  }

  private Post.Answered send(
      Subscription subscription, Destination to, String telling, Json.Obj said)
      throws IOException, InterruptedException {
    Bytes body = Bytes.ofOwned(JsonWriter.compact(said).getBytes(StandardCharsets.UTF_8));
    long seconds = clock.instant().getEpochSecond();
    Map<String, String> headers = new TreeMap<>();
    headers.put("webhook-id", telling);
    headers.put("webhook-timestamp", Long.toString(seconds));
    headers.put("webhook-signature", subscription.signature(telling, seconds, body));
    sending.acquire();
    try {
      return post.send(to, headers, body);
    } finally {
      sending.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.values().forEach(Thread::interrupt);
    post.close();
  }
}
