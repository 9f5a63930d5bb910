package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.LogDifference;
import birthmark.client.sdk.LogDifference.Differing;
import birthmark.client.sdk.LogDifference.Fate;
import birthmark.client.sdk.LogDifference.Found;
import birthmark.client.sdk.LogDifference.Named;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.Node;
import birthmark.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Two replicas' logs held against each other entry by entry: which statement they decided
 * differently first, and what each says became of it.
 */
final class EntryComparison {
  /** Statements of a block that are told; the first one is what others follow from. */
  private static final int TOLD = 10;

  private static final String ENTRIES = "tile/entries/";
  private static final String OCTETS = "application/octet-stream";

  private EntryComparison() {}

  static int run(Invocation invocation, List<String> words) throws ClientException {
    String one = words.getFirst();
    String other = words.size() == 2 ? words.getLast() : invocation.asked().getFirst().toString();
    try (Place here = Place.of(invocation, one);
        Place there = Place.of(invocation, other)) {
      Found found =
          new LogDifference(
                  invocation.rulebook(),
                  new Named(one, here.source()),
                  new Named(other, there.source()))
              .find();
      return tell(invocation, one, other, found);
    } catch (IOException | UncheckedIOException e) {
      throw ClientException.unanswered(
              "the logs cannot be compared: " + e.getMessage(),
              "Name addresses of nodes that run, or folders with their logs.")
          .because(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unanswered("interrupted", "Try again.").because(e);
    }
  }

  /** A log; of a node, entries are asked for in the name of whoever may read them. */
  private record Place(LogSource source, Optional<Node> node) implements AutoCloseable {
    static Place of(Invocation invocation, String place) throws ClientException {
      LogSource source = Trusting.source(invocation, place);
      if (!Trusting.isAddress(place)) {
        return new Place(source, Optional.empty());
      }
      Optional<Node.Reader> reader = invocation.reader();
      Node node = invocation.nodeAt(URI.create(place));
      return new Place(
          path -> path.startsWith(ENTRIES) ? entries(node, path, reader) : source.get(path),
          Optional.of(node));
    }

    private static Optional<Bytes> entries(Node node, String path, Optional<Node.Reader> reader)
        throws IOException {
      try {
        return Optional.of(node.octetsAs("/" + path, OCTETS, reader));
      } catch (ClientException e) {
        throw new IOException(
            node.url()
                + " does not give entries, which are for auditors, regulators and replicas (name"
                + " such a key with --as): "
                + e.what(),
            e);
      }
    }

    @Override
    public void close() {
      node.ifPresent(Node::close);
    }
  }

  private static int tell(Invocation invocation, String one, String other, Found found)
      throws ClientException {
    return switch (found) {
      case Found.Same(long size) -> {
        invocation.show(Json.object().put("same", true).put("entries", size).build());
        yield ExitStatus.DONE;
      }
      case Found.Unrelated() ->
          throw ClientException.refused(
              one + " and " + other + " begin with another genesis each",
              "They are two ledgers: name two replicas of one.");
      case Found.Parted parted -> {
        invocation.show(json(parted));
        invocation.terminal().err().println("birthmark: " + sentence(one, other, parted));
        yield ExitStatus.REFUSED;
      }
    };
  }

  private static String sentence(String one, String other, Found.Parted parted) {
    String where =
        parted.height() == parted.otherHeight()
            ? "block " + parted.height()
            : "block " + parted.height() + " (" + parted.otherHeight() + " at " + other + ")";
    String begins = "the logs part at entry " + parted.index() + ", in " + where + ". ";
    if (parted.statements().isEmpty()) {
      return begins
          + "Each of its statements came out alike; what follows from them differs ("
          + String.join(", ", parted.seals())
          + "): 'birthmark fsck' at each replica says whether what it stores hangs together.";
    }
    Differing first = parted.statements().getFirst();
    int more = parted.statements().size() - 1;
    return begins
        + "The first statement that came out differently is "
        + first.id()
        + first.name().map(name -> " (" + name + ")").orElse("")
        + ", number "
        + first.sequence()
        + " of key "
        + first.key()
        + ": "
        + words(first.one())
        + " at "
        + one
        + ", "
        + words(first.other())
        + " at "
        + other
        + (more > 0 ? ". " + more + " more of that block did too." : ".");
  }

  private static String words(Fate fate) {
    return switch (fate.word()) {
      case "accepted" -> fate.entry().map(entry -> "accepted as entry " + entry).orElseThrow();
      case "refused" -> fate.reason().map(reason -> "refused (" + reason + ")").orElseThrow();
      default -> "not counted";
    };
  }

  private static Json.Obj json(Found.Parted parted) {
    return Json.object()
        .put("same", false)
        .put("entry", parted.index())
        .put("height", parted.height())
        .put("otherHeight", parted.otherHeight())
        .put("differing", (long) parted.statements().size())
        .put(
            "statements",
            new Json.Arr(
                parted.statements().stream().limit(TOLD).map(EntryComparison::json).toList()))
        .put(
            "seals",
            new Json.Arr(parted.seals().stream().map(name -> (Json) new Json.Text(name)).toList()))
        .build();
  }

  private static Json json(Differing each) {
    Json.ObjectBuilder object =
        Json.object()
            .put("statement", each.id().hex())
            .put("key", each.key().toString())
            .put("sequence", each.sequence());
    each.name().ifPresent(name -> object.put("transaction", name));
    return object.put("one", json(each.one())).put("other", json(each.other())).build();
  }

  private static Json json(Fate fate) {
    Json.ObjectBuilder object = Json.object().put("outcome", fate.word());
    fate.entry().ifPresent(entry -> object.put("entry", entry));
    fate.reason().ifPresent(reason -> object.put("reason", reason));
    return object.build();
  }
}
