package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.mud.Filter;
import birthmark.client.mud.MudException;
import birthmark.client.mud.MudFile;
import birthmark.client.mud.Nftables;
import birthmark.client.sdk.ClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** A usage description as a filter for the router. */
final class MudCommand implements Action {
  private static final String INTERFACE = "--interface";
  private static final String MAC = "--mac";
  private static final String DNS = "--dns";
  private static final String GATEWAY = "--gateway";
  private static final String CONTROLLER = "--my-controller";
  private static final String KEEP_LOCAL = "--keep-local-networks";
  private static final String LOCAL = "--local-networks";
  private static final String WITHOUT = "--without";
  private static final String DHCP = "--dhcp";
  private static final String ALONE = "--alone";
  private static final String RATE = "--rate";
  private static final String DNSMASQ = "--dnsmasq";
  private static final String PRIVATE =
      "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fe80::/10,fc00::/7";

  private MudCommand() {}

  static CommandSpec spec() {
    CommandSpec mud =
        Commands.group("mud", "What a model of device may talk to (RFC 8520), as a filter.");
    CommandSpec nft =
        Commands.doing(
            "nft",
            "Write the table of nftables that holds one device to its maker's usage description.",
            new MudCommand());
    nft.usageMessage()
        .description(
            "Write the table of nftables that holds one device to its maker's usage description.",
            "It goes to the router's port that the device is behind: birthmark mud nft FILE … |"
                + " nft -f -",
            "Flows with the local networks are taken away unless you keep them; with --model the"
                + " ledger says what holds.");
    Commands.word(nft, "FILE", true, "The usage description.");
    MudUsage.addOptions(nft);
    CommonOptions.text(nft, true, INTERFACE, "NAME", "The router's port; must be named.");
    CommonOptions.text(
        nft, true, MAC, "ADDRESS", "The device's link-layer address; must be named.");
    CommonOptions.text(nft, true, DNS, "IP,IP…", "Your resolvers.");
    CommonOptions.text(nft, true, GATEWAY, "IP,IP…", "Your gateway.");
    CommonOptions.text(nft, true, CONTROLLER, "IP,IP…", "The device's own controller.");
    CommonOptions.flag(nft, true, KEEP_LOCAL, "Keep flows with the local networks.");
    CommonOptions.text(nft, true, LOCAL, "NET,NET…", "What they are (the private networks).");
    CommonOptions.text(nft, true, WITHOUT, "NAME,NAME…", "Take these entries away too.");
    CommonOptions.flag(nft, true, DHCP, "Let the device ask everybody for an address.");
    CommonOptions.flag(nft, true, ALONE, "Nobody else is behind that port: drop all others.");
    CommonOptions.text(nft, true, RATE, "OCTETS", "How much it may send a second.");
    CommonOptions.text(
        nft, true, DNSMASQ, "FILE", "Write there what has dnsmasq fill the sets of names.");
    mud.addSubcommand("nft", nft);
    mud.addSubcommand("segment", SegmentCommand.spec());
    return mud;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    Path path = Path.of(invocation.words().getFirst());
    Bytes octets = octets(path);
    MudFile file = parsed(path, octets);
    Nftables nftables =
        new Nftables(file, filter(invocation, MudUsage.of(invocation, path, octets)));
    invocation.terminal().out().print(nftables.ruleset());
    if (invocation.option(DNSMASQ).isPresent()) {
      Path target = Path.of(invocation.option(DNSMASQ).get());
      try {
        Files.write(target, nftables.dnsmasq().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw ClientException.local(target + " cannot be written", "Name another file.").because(e);
      }
    }
    return ExitStatus.DONE;
  }

  /** The octets of the usage description at {@code path}. */
  static Bytes octets(Path path) throws ClientException {
    try {
      if (Files.size(path) > MudFile.LENGTH_MAX) {
        throw unfit(path, "it has more than " + MudFile.LENGTH_MAX + " octets");
      }
      return Bytes.ofOwned(Files.readAllBytes(path));
    } catch (IOException e) {
      throw ClientException.local(path + " cannot be read", "Name the usage description's file.")
          .because(e);
    }
  }

  /** The usage description in {@code octets}, which are those of {@code path}. */
  static MudFile parsed(Path path, Bytes octets) throws ClientException {
    try {
      return MudFile.parse(octets);
    } catch (MudException e) {
      throw unfit(path, String.valueOf(e.getMessage())).because(e);
    }
  }

  private static ClientException unfit(Path path, String why) {
    return ClientException.refused(
        path + " cannot be enforced: " + why, "Ask the device's maker for another.");
  }

  private static Filter filter(Invocation invocation, Optional<MudUsage> ledger)
      throws ClientException {
    if (ledger.isPresent()
        && (invocation.flag(KEEP_LOCAL)
            || invocation.option(WITHOUT).isPresent()
            || invocation.option(RATE).isPresent())) {
      throw ClientException.usage(
          "the ledger says which entries hold and how much may be sent",
          "Leave out "
              + String.join(", ", KEEP_LOCAL, WITHOUT, RATE)
              + ", or have them hold for all: 'birthmark admission tighten-usage'.");
    }
    return new Filter(
        matching(invocation, INTERFACE, "[A-Za-z0-9._-]{1,15}"),
        matching(invocation, MAC, "[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}").toLowerCase(Locale.ROOT),
        addresses(invocation, DNS, false),
        addresses(invocation, GATEWAY, false),
        addresses(invocation, CONTROLLER, false),
        invocation.flag(KEEP_LOCAL) || ledger.isPresent(),
        addresses(invocation, LOCAL, true),
        Set.copyOf(parted(invocation.option(WITHOUT).orElse(""))),
        ledger.map(MudUsage::entries),
        invocation.flag(DHCP),
        invocation.flag(ALONE),
        ledger.isPresent() ? ledger.get().octetsPerSecond() : rate(invocation));
  }

  private static String matching(Invocation invocation, String option, String pattern)
      throws ClientException {
    String text =
        invocation
            .option(option)
            .orElseThrow(
                () -> ClientException.usage(option + " is missing", "See 'birthmark mud nft -h'."));
    if (!text.matches(pattern)) {
      throw ClientException.usage(
          option + " is not '" + text + "'", "See 'birthmark mud nft --help'.");
    }
    return text;
  }

  private static List<String> parted(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  private static List<String> addresses(Invocation invocation, String option, boolean networks)
      throws ClientException {
    List<String> all = parted(invocation.option(option).orElse(networks ? PRIVATE : ""));
    for (String each : all) {
      int slash = networks ? each.indexOf('/') : -1;
      String address = slash < 0 ? each : each.substring(0, slash);
      try {
        InetAddress.ofLiteral(address);
      } catch (IllegalArgumentException e) {
        throw ClientException.usage(option + " has '" + each + "', no address", "Correct it.")
            .because(e);
      }
      if (address.contains("%")
          || (slash >= 0 && !each.substring(slash + 1).matches("[0-9]{1,3}"))) {
        throw ClientException.usage(option + " has '" + each + "', no network", "Correct it.");
      }
    }
    return all;
  }

  private static OptionalLong rate(Invocation invocation) throws ClientException {
    if (invocation.option(RATE).isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(matching(invocation, RATE, "[1-9][0-9]{2,9}")));
  }
}
