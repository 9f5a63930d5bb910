package birthmark.node.edge;

import birthmark.contract.Rulebook;
import birthmark.finality.ReplicaSetChange;
import birthmark.json.Json;
import birthmark.node.query.AsOf;
import birthmark.node.query.PastBlocks;
import birthmark.node.query.Reading;
import birthmark.node.query.Snapshots;
import birthmark.node.query.Viewer;
import birthmark.node.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Opens the ledger as of its last block for whoever asks. */
final class Readings {
  /** What is synced on this node. */
  static final String COMMITTED = "committed";

  /** What more than two thirds of the replicas have signed for. */
  static final String FINAL = "final";

  /** The parameter that names a height. */
  private static final String HEIGHT = "height";

  private final Rulebook rulebook;
  private final Snapshots snapshots;
  private final Identification identification;

  Readings(Rulebook rulebook, Snapshots snapshots, Identification identification) {
    this.rulebook = rulebook;
    this.snapshots = snapshots;
    this.identification = identification;
  }

  /** Answers from a reading. */
  interface Answering {
    /** The answer for {@code viewer}. */
    Reply answer(Reading reading, Viewer viewer);
  }

  /** What follows from the ledger as a whole, for whoever asks. */
  <T> T of(Function<Snapshot, T> question) {
    try (Snapshot snapshot = snapshots.get()) {
      return question.apply(snapshot);
    }
  }

  /** The checkpoint of {@code reading}, a C2SP note, with what witnesses signed of it. */
  String checkpoint(Reading reading) {
    String own = reading.checkpoint();
    return snapshots
        .cosigned(reading.asOf().size())
        .filter(note -> own.startsWith(note.text() + "\n"))
        .map(note -> new String(note.encode().toByteArray(), StandardCharsets.UTF_8))
        .orElse(own);
  }

  /** What proves each change of the replica set since the genesis, oldest first. */
  List<ReplicaSetChange> changes() {
    return snapshots.changes();
  }

  /** What is known of the log's entry {@code index}, which is there. */
  String status(long index) {
    return index < snapshots.finalSize() ? FINAL : COMMITTED;
  }

  /** What everyone may know. */
  <T> T ask(Function<Reading, T> question) {
    try (Snapshot snapshot = snapshots.get()) {
      return question.apply(
          new Reading(snapshot, rulebook, Viewer.nobody(), snapshots.finalSize()));
    }
  }

  /** The answer for whoever sent {@code request}. */
  Reply forViewer(Request request, Answering answering) {
    try (Snapshot snapshot = snapshots.get()) {
      Viewer viewer = identification.viewer(snapshot, request);
      return answering.answer(
          new Reading(snapshot, rulebook, viewer, snapshots.finalSize()), viewer);
    }
  }

  /**
   * {@code answering} as of the height that {@code request} names, if it names one. Who asks is
   * known by the last block: a key that was revoked since does not count.
   */
  Answering asOf(Request request, Answering answering) {
    if (request.parameter(HEIGHT).isEmpty()) {
      return answering;
    }
    return (last, viewer) -> {
      long height = request.whole(HEIGHT, 0, last.asOf().height(), 0);
      try (Snapshot past = snapshots.at(height).orElseThrow(() -> notKept(height))) {
        return answering.answer(new Reading(past, rulebook, viewer, snapshots.finalSize()), viewer);
      }
    };
  }

  /** {@code operation} with the parameter by which an earlier block is named. */
  static Operation asOf(Operation operation) {
    return operation.query(
        HEIGHT,
        "The block as of which it is answered, the last if not given. A node keeps the last "
            + PastBlocks.BLOCKS_MAX
            + ".",
        Schemas.whole(0, Long.MAX_VALUE));
  }

  private static ProblemException notKept(long height) {
    return nothing(
        "The state after block "
            + height
            + " is not kept any more: a node keeps the last "
            + PastBlocks.BLOCKS_MAX
            + " blocks, each at most "
            + PastBlocks.SECONDS_MAX
            + " seconds. What was true then follows from the log: export it and decide it again.");
  }

  /** The answer for whoever sent {@code request}, who must have shown who it is. */
  Reply forKnown(Request request, String readers, Answering answering) {
    return forViewer(
        request,
        (reading, viewer) -> {
          if (!viewer.isKnown()) {
            throw identification.unsigned(viewer, readers);
          }
          return answering.answer(reading, viewer);
        });
  }

  /** {@code viewer} as of now. */
  Viewer again(Viewer viewer) {
    try (Snapshot snapshot = snapshots.get()) {
      return identification.again(snapshot, viewer);
    }
  }

  /** An answer that starts with the moment it is true of. */
  static Json.ObjectBuilder asOf(AsOf moment) {
    return Json.object().put("asOf", json(moment).build());
  }

  static Json.ObjectBuilder json(AsOf moment) {
    return Json.object()
        .put("height", moment.height())
        .put("time", moment.time().toString())
        .put("size", moment.size())
        .put("root", moment.root().hex())
        .put("stateRoot", moment.stateRoot().hex())
        .put("status", moment.settled() ? FINAL : COMMITTED);
  }

  /** The schema of the member that says as of when. */
  static Json asOfSchema(Schemas schemas) {
    return schemas.component(
        "api.as-of",
        Schemas.object(
            List.of("height", "time", "size", "root", "stateRoot", "status"),
            Json.object()
                .put("height", Schemas.whole(0, Long.MAX_VALUE))
                .put("time", Schemas.time())
                .put("size", Schemas.whole(0, Long.MAX_VALUE))
                .put("root", Schemas.id())
                .put("stateRoot", Schemas.id())
                .put("status", statusSchema())
                .build()));
  }

  static Json statusSchema() {
    return Schemas.type("string").put("enum", Schemas.texts(List.of(COMMITTED, FINAL))).build();
  }

  static ProblemException nothing(String sentence) {
    return new ProblemException(HttpFault.NOT_FOUND, sentence);
  }
}
