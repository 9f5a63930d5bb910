package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.LogMirror;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ProofFolder;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChanges;
import birthmark.json.Json;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about the ledger that this client trusts. */
final class LedgerCommands {
  private static final String AGAIN = "--again";
  private static final String OUT = "--out";
  private static final String TEXT = "text/plain";
  private static final String OCTETS = "application/octet-stream";

  private LedgerCommands() {}

  static CommandSpec spec() {
    CommandSpec spec = Commands.group("ledger", "Which ledger you trust, and how it stands.");
    CommandSpec pin =
        Commands.doing(
            "pin",
            "Trust the ledger of the nodes given with --node; with --network only if it has that"
                + " network id.",
            LedgerCommands::pin);
    CommonOptions.flag(pin, true, AGAIN, "In the place of the one trusted before.");
    spec.addSubcommand("pin", pin);
    spec.addSubcommand(
        "show",
        Commands.doing(
            "show", "Show the ledger you trust and its latest checkpoint.", LedgerCommands::show));
    CommandSpec replicas =
        Commands.doing(
            "replicas",
            "Follow who signs for the ledger, change by change from its genesis, show it, and keep"
                + " what proves it in your folder.",
            LedgerCommands::replicas);
    CommonOptions.text(
        replicas,
        true,
        OUT,
        "FILE",
        "Also write what proves it, for 'birthmark verify --changes'.");
    spec.addSubcommand("replicas", replicas);
    CommandSpec mirror =
        Commands.doing(
            "mirror",
            "Copy the log into a folder that any web server can serve (C2SP tlog-tiles). The"
                + " entries are for auditors, regulators and replicas: whoever serves them"
                + " publishes them.",
            LedgerCommands::mirror);
    Commands.word(mirror, "DIR", true, "Where; what is there already is not fetched again.");
    spec.addSubcommand("mirror", mirror);
    spec.addSubcommand("compare", CompareCommand.spec());
    return spec;
  }

  private static int replicas(Invocation invocation) throws ClientException {
    Ledger ledger = invocation.ledger();
    OfflineVerifier trust = Trusting.of(invocation, ledger.genesis(), Optional.empty());
    Trusting.refresh(invocation, trust, ledger.node());
    List<Json> members = new ArrayList<>();
    for (ReplicaSet.Member each : trust.sets().current().members()) {
      members.add(
          Json.object()
              .put("replica", each.key().thumbprint().toString())
              .put("weight", each.weight())
              .build());
    }
    Json.ObjectBuilder json =
        Json.object()
            .put("ledger", ledger.genesis().name())
            .put("network", ledger.network().hex())
            .put("changes", trust.changes())
            .put("replicas", new Json.Arr(members));
    Optional<String> file = invocation.option(OUT);
    if (file.isPresent()) {
      Bytes none = new ReplicaSetChanges(ledger.network(), List.of()).encode();
      ProofFolder.write(Path.of(file.get()), trust.followed().orElse(none));
      json.put("file", file.get());
    }
    invocation.show(json.build());
    return ExitStatus.DONE;
  }

  private static int mirror(Invocation invocation) throws ClientException {
    Path folder = Path.of(invocation.words().getFirst());
    Ledger ledger = invocation.ledger();
    Node node = ledger.node();
    Note note;
    Checkpoint checkpoint;
    try {
      note = Note.decode(node.octets("/v1/checkpoint", TEXT, Optional.empty()));
      checkpoint = Checkpoint.of(note);
    } catch (NoteException e) {
      throw ClientException.refused(
              "what the node gives as its checkpoint is none: " + e.sentence(),
              "Check the address, and that client and node are of one version.")
          .because(e);
    }
    Optional<Node.Reader> reader = invocation.reader();
    long copied =
        new LogMirror(folder).copy(note, path -> node.octetsAs("/" + path, OCTETS, reader));
    OfflineVerifier trust = Trusting.of(invocation, ledger.genesis(), Optional.empty());
    Trusting.refresh(invocation, trust, node);
    if (trust.followed().isPresent()) {
      new LogMirror(folder).keepReplicaSets(trust.followed().get());
    }
    List<Json> keys = new ArrayList<>();
    for (NoteKey key : LogWatch.checkpointKeys(trust.sets().current())) {
      keys.add(new Json.Text(key.encode()));
    }
    invocation.show(
        Json.object()
            .put("folder", folder.toString())
            .put("origin", checkpoint.origin())
            .put("size", checkpoint.size())
            .put("root", checkpoint.root().hex())
            .put("copied", copied)
            .put("keys", new Json.Arr(keys))
            .build());
    return ExitStatus.DONE;
  }

  private static int pin(Invocation invocation) throws ClientException {
    if (invocation.home().genesis().isPresent() && !invocation.flag(AGAIN)) {
      throw ClientException.usage(
          invocation.home().folder()
              + " trusts the ledger "
              + invocation.home().genesis().get().network()
              + " already",
          "Add " + AGAIN + " to trust another in its place, or use another folder with --home.");
    }
    return tell(invocation, invocation.pin());
  }

  private static int show(Invocation invocation) throws ClientException {
    return tell(invocation, invocation.ledger());
  }

  private static int tell(Invocation invocation, Ledger ledger) throws ClientException {
    Json.Obj checkpoint = ledger.node().read("/v1/checkpoint", Optional.empty());
    Json.ObjectBuilder json =
        Json.object()
            .put("name", ledger.genesis().name())
            .put("network", ledger.network().hex())
            .put("founded", ledger.genesis().time().toString())
            .put("node", ledger.node().url().toString());
    for (String name : List.of("height", "time", "size", "root", "stateRoot", "status")) {
      checkpoint.member(name).ifPresent(value -> json.put(name, value));
    }
    invocation.show(json.build());
    return ExitStatus.DONE;
  }
}
