package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.client.mud.Segment;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Identifier;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** A segment of an operator's devices that cannot attest, as a set for the router. */
final class SegmentCommand implements Action {
  private static final Codec<KnownDevice> KNOWN = Codec.of(KnownDevice.class);
  private static final int PAGE = 10_000;

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
    Optional<List<String>> after = Optional.of(List.of());
    while (after.isPresent()) {
      Question question =
          new Question(
              "admission", "known/{owner}", List.of(operator.toString()), after.get(), PAGE);
      if (!(ProvenAnswers.proven(invocation, question).answer() instanceof Answer.Page page)) {
        throw new IllegalStateException("a list is answered by a page");
      }
      if (page.withheld() > 0) {
        throw ClientException.refused(
            "you may not read all devices of this operator", "Ask as the operator: --as KEY.");
      }
      for (Answer.Found found : page.records()) {
        KnownDevice device = known(found);
        if (device.segment().equals(name)) {
          Optional<String> mac = mac(device.identifier());
          mac.ifPresent(macs::add);
          others += mac.isEmpty() ? 1 : 0;
        }
      }
      after = page.next();
    }
    invocation.terminal().out().print(new Segment(name, macs).ruleset());
    if (others > 0) {
      invocation
          .terminal()
          .notice(others + " more are not in the set: the ledger has no MAC of theirs in the open");
    }
    return ExitStatus.DONE;
  }

  private static KnownDevice known(Answer.Found found) {
    try {
      return KNOWN.fromJson(found.value());
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }

  private static Optional<String> mac(Identifier identifier) {
    return identifier instanceof Identifier.Public shown && shown.kind() == Identifier.Kind.MAC
        ? Optional.of(shown.text().replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
