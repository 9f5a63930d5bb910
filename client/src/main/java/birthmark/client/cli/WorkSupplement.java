package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.WorkSearch;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contracts.parties.Entry;
import birthmark.contracts.parties.Work;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The work that registering takes, done here with all processors. Ctrl-C ends it: nothing was
 * signed by then.
 */
final class WorkSupplement implements Supplement {
  private static final List<String> HEIGHT = List.of("work", "height");
  private static final List<String> NONCE = List.of("work", "nonce");
  private static final Codec<Entry.Standing> STANDING = Codec.of(Entry.Standing.class);

  /** A block counts for 15 minutes; the rest is for what comes after. */
  private static final Duration ROUND = Duration.ofMinutes(8);

  private static final Duration TELL = Duration.ofSeconds(5);

  @Override
  public List<List<String>> supplied() {
    return List.of(HEIGHT, NONCE);
  }

  @Override
  public void addOptions(CommandSpec spec) {}

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    if (Fields.has(typed, HEIGHT) && Fields.has(typed, NONCE)) {
      return typed;
    }
    KeyId key = invocation.keyFile().publicKey().thumbprint();
    Node node = invocation.ledger().node();
    Optional<Work> work = Optional.empty();
    while (work.isEmpty()) {
      long bits = needed(node);
      Checkpoint last = Checkpoint.of(node);
      work =
          round(
              invocation,
              new WorkSearch(invocation.ledger().network(), key, last.height(), last.root(), bits));
    }
    Json.Obj json = Fields.with(typed, HEIGHT, new Json.Int(work.get().height()));
    return Fields.with(json, NONCE, new Json.Text(work.get().nonce().hex()));
  }

  /** How many bits the ledger wants now. */
  private static long needed(Node node) throws ClientException {
    Json.Obj answer = node.read("/v1/parties/entry", Optional.empty());
    if (answer.member("records").orElse(new Json.Null()) instanceof Json.Arr records
        && !records.elements().isEmpty()
        && records.elements().getFirst() instanceof Json.Obj row) {
      try {
        Entry.Standing standing = STANDING.fromJson(row.member("value").orElse(new Json.Null()));
        if (standing.bits().isPresent()) {
          return standing.bits().get();
        }
      } catch (MalformedException e) {
        throw ClientException.unanswered(
                "the node's answer says nothing of work", "Use a client of the node's version.")
            .because(e);
      }
    }
    throw ClientException.usage(
        "registering takes no work on this ledger",
        "Use 'party register' or 'party register-person'.");
  }

  private static Optional<Work> round(Invocation invocation, WorkSearch search)
      throws ClientException {
    long begun = System.nanoTime();
    Telling telling = new Telling(invocation, search.bits());
    try {
      return search.run(
          tried -> {
            long nanos = System.nanoTime() - begun;
            telling.look(tried, nanos);
            return nanos < ROUND.toNanos();
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.local("the work was interrupted", "Run it again.").because(e);
    }
  }

  /** Tells now and then how far it is. */
  private static final class Telling {
    private final Invocation invocation;
    private final long bits;
    private long next = TELL.toNanos();

    Telling(Invocation invocation, long bits) {
      this.invocation = invocation;
      this.bits = bits;
    }

    void look(long tried, long nanos) {
      if (nanos < next) {
        return;
      }
      next = nanos + TELL.toNanos();
      if (!invocation.json()) {
        double each = (double) nanos / Math.max(1, tried);
        invocation
            .terminal()
            .notice(
                "work of "
                    + bits
                    + " bits: "
                    + tried
                    + " tried, one in 2^"
                    + bits
                    + " will do, which takes about "
                    + Math.round(Math.scalb(each, Math.toIntExact(bits)) / 1e9)
                    + " s; Ctrl-C stops it");
      }
    }
  }

  /** The last block, which work and evidence name. */
  private record Checkpoint(long height, Bytes root) {
    static Checkpoint of(Node node) throws ClientException {
      Json.Obj checkpoint = node.read("/v1/checkpoint", Optional.empty());
      String root = Answers.plain(checkpoint, "root");
      if (!root.matches("[0-9a-f]{64}")
          || !(checkpoint.member("height").orElse(new Json.Null()) instanceof Json.Int height)) {
        throw ClientException.unanswered(
            "the node gives no checkpoint that work could name", "Try another node.");
      }
      return new Checkpoint(height.value(), Bytes.fromHex(root));
    }
  }
}
