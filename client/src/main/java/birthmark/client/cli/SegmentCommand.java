package birthmark.client.cli;

import birthmark.client.mud.Segment;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Identifier;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** A segment of an operator's devices that cannot attest, as a set for the router. */
final class SegmentCommand implements Action {
  private SegmentCommand() {}

  static CommandSpec spec() {
    String about = "Write a segment of devices that cannot attest as a set of nftables.";
    CommandSpec spec = Commands.doing("segment", about, new SegmentCommand());
    spec.usageMessage()
        .description(
            about,
            "Who is in it, the ledger proves: birthmark mud segment plant | nft -f -",
            "The set is segment_NAME of the table bridge birthmark, which your own rules name.");
    Commands.word(spec, "NAME", true, "The segment, as it is on the ledger.");
    CommonOptions.text(spec, true, MudUsage.OPERATOR, "PARTY", "Whose devices (yours).");
    return spec;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    PartyId operator = MudUsage.operator(invocation);
    String name = invocation.words().getFirst();
    NavigableSet<String> macs = new TreeSet<>();
    long others = 0;
    for (KnownDevice device : KnownDevices.of(invocation, operator).values()) {
      if (device.segment().equals(name)) {
        Optional<String> mac = mac(device.identifier());
        mac.ifPresent(macs::add);
        others += mac.isEmpty() ? 1 : 0;
      }
    }
    invocation.terminal().out().print(new Segment(name, macs).ruleset());
    if (others > 0) {
      invocation
          .terminal()
          .notice(others + " more are not in the set: the ledger has no MAC of theirs in the open");
    }
    return ExitStatus.DONE;
  }

  private static Optional<String> mac(Identifier identifier) {
    return identifier instanceof Identifier.Public shown && shown.kind() == Identifier.Kind.MAC
        ? Optional.of(shown.text().replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
