package birthmark.client.cli;

import birthmark.bundle.Bundle;
import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleCodec;
import birthmark.bundle.BundleVerifier;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.ParallelSignatures;
import birthmark.client.sdk.ProofFolder;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** A thing's whole history and where it stands in one file, checked before it is kept. */
final class BundleCommand implements Action {
  private static final String OUT = "--out";
  private static final String HIDE = "--hide";
  private static final String MEDIA_TYPE = "application/vnd.birthmark.bundle+cbor";
  private static final int SHORT = 16;

  private BundleCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "bundle",
            "Write a thing's whole history and where it stands into one file that 'verify' checks"
                + " without a node.",
            new BundleCommand());
    spec.usageMessage()
        .description(
            "Write a thing's whole history and where it stands into one file that 'verify' checks"
                + " without a node.",
            "Who may have it: the thing, its owner and maker, and the roles auditor and"
                + " regulator.");
    Commands.word(spec, "THING", true, "Its id, or the name of your key for it.");
    CommonOptions.text(
        spec, true, OUT, "FILE", "Where (thing-ID.birthmark, with the id's first digits).");
    CommonOptions.text(
        spec,
        true,
        HIDE,
        "N,N…",
        "Leave out what these entries of the log say; that they are there still shows.");
    return spec;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    String id = invocation.values().digest(invocation.words().getFirst()).hex();
    Ledger ledger = invocation.ledger();
    Bytes octets =
        ledger
            .node()
            .octets(Node.path(List.of("histories", "thing", id)), MEDIA_TYPE, invocation.reader());
    BundleVerifier verifier =
        new BundleVerifier(
            invocation.rulebook(), ParallelSignatures.byJdk(), ledger.network(), List.of());
    BundleCheck.Proven proven =
        switch (verifier.verify(octets)) {
          case BundleCheck.Refused refused -> throw unproven(ledger, refused.sentence());
          case BundleCheck.Proven held -> held;
        };
    if (!proven.subject().id().hex().equals(id)) {
      throw unproven(ledger, "it is about another thing");
    }
    Set<Long> hidden = hidden(invocation, proven);
    if (!hidden.isEmpty()) {
      Bundle rest = BundleCodec.decode(octets).hiding(proven.history(), hidden);
      octets = BundleCodec.encode(rest);
    }
    Path file =
        Path.of(invocation.option(OUT).orElse("thing-" + id.substring(0, SHORT) + ".birthmark"));
    ProofFolder.write(file, octets);
    invocation.show(
        Json.object()
            .put("thing", id)
            .put("file", file.toString())
            .put("octets", octets.length())
            .put("entries", proven.history().size())
            .put("hidden", hidden.size())
            .put("height", proven.seal().height())
            .put("time", proven.seal().time().toString())
            .build());
    return ExitStatus.DONE;
  }

  private static Set<Long> hidden(Invocation invocation, BundleCheck.Proven proven)
      throws ClientException {
    Optional<String> text = invocation.option(HIDE);
    Set<Long> indexes = new TreeSet<>();
    if (text.isEmpty()) {
      return indexes;
    }
    List<String> known = new ArrayList<>();
    proven.history().forEach(told -> known.add(Long.toString(told.event().index())));
    for (String each : text.get().split(",", -1)) {
      if (!known.contains(each)) {
        throw ClientException.usage(
            HIDE + " names '" + each + "', which is no entry of this history",
            "Its entries are " + String.join(", ", known) + ".");
      }
      indexes.add(Long.parseLong(each));
    }
    return indexes;
  }

  private static ClientException unproven(Ledger ledger, String why) {
    return ClientException.refused(
        "the node " + ledger.node().url() + " does not prove what it bundles: " + why,
        "Do not rely on it. Ask another node, and show the file to whoever runs this one.");
  }
}
