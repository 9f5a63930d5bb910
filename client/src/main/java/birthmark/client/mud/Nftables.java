package birthmark.client.mud;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.StringJoiner;

/**
 * A usage description as a table of nftables on the router's port that the device is behind: what
 * the device sends is looked at as it comes in, what is sent to it as it goes out, and what no
 * entry allows is dropped in both directions.
 *
 * <p>Entries are rules of single packets, in their order, as the file means them (RFC 8520 section
 * 3.1): an answer passes because an entry for packets to the device lists it. Who may begin a TCP
 * connection is seen by the first packet. Names become sets that the site's resolver fills with
 * what the device asked for (dnsmasq's {@code nftset}).
 */
public final class Nftables {
  private final MudFile file;
  private final Filter filter;
  private final SequencedMap<String, String> sets = new LinkedHashMap<>();
  private final SequencedMap<String, List<String>> names = new LinkedHashMap<>();

  /** The table for {@code file} as the operator wants it. */
  public Nftables(MudFile file, Filter filter) {
    this.file = file;
    this.filter = filter;
  }

  /** The table, which takes the place of the one before it. */
  public String ruleset() {
    List<String> from = rules(true);
    List<String> to = rules(false);
    String table = "netdev " + filter.table();
    StringJoiner out = new StringJoiner("\n", "", "\n");
    out.add("table " + table);
    out.add("delete table " + table);
    out.add("table " + table + " {");
    sets.values().forEach(out::add);
    chain(out, "device_sends", from);
    chain(out, "device_gets", to);
    hook(out, "from_port", "ingress", "ether saddr " + filter.mac() + " jump device_sends");
    hook(out, "to_port", "egress", "ether daddr " + filter.mac() + " jump device_gets");
    out.add("}");
    return out.toString();
  }

  private static void chain(StringJoiner out, String name, List<String> rules) {
    out.add("  chain " + name + " {");
    rules.forEach(rule -> out.add("    " + rule));
    out.add("    counter drop");
    out.add("  }");
  }

  private void hook(StringJoiner out, String name, String hook, String jump) {
    out.add("  chain " + name + " {");
    out.add(
        "    type filter hook %s device \"%s\" priority filter; policy accept;"
            .formatted(hook, filter.networkInterface()));
    out.add("    " + jump);
    if (filter.alone()) {
      // Nobody else is behind the port: another sender is the device under another address.
      out.add(hook.equals("ingress") ? "    counter drop" : "    jump device_gets");
    }
    out.add("  }");
  }

  /** The lines that have dnsmasq put the addresses of names into the sets. */
  public String dnsmasq() {
    ruleset();
    StringJoiner out = new StringJoiner("\n", "", "\n");
    names.forEach((name, all) -> out.add("nftset=/" + name + "/" + String.join(",", all)));
    return out.toString();
  }

  private List<String> rules(boolean fromDevice) {
    List<String> rules = new ArrayList<>();
    // Without these no address is ever found.
    rules.add("ether type arp accept");
    rules.add(
        "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit,"
            + " nd-neighbor-advert } accept");
    if (fromDevice) {
      filter.limit().ifPresent(limit -> rules.add(limit + " counter drop"));
    }
    if (filter.dhcp()) {
      rules.add(
          fromDevice
              ? "ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept"
              : "udp sport 67 udp dport 68 accept");
    }
    for (Flow flow : file.flows()) {
      if (flow.fromDevice() == fromDevice && filter.keeps(flow)) {
        rules.add(rule(flow));
      }
    }
    return rules;
  }

  private String rule(Flow flow) {
    StringJoiner rule = new StringJoiner(" ");
    String side = flow.fromDevice() ? "daddr" : "saddr";
    flow.destinationMac().ifPresent(mac -> rule.add("ether daddr " + mac));
    switch (flow.family()) {
      case IPV4 -> rule.add("ether type ip");
      case IPV6 -> rule.add("ether type ip6");
      // The field itself, since what is below 0x0600 is a length and no type to nftables.
      case ETHERNET ->
          flow.etherType()
              .ifPresent(type -> rule.add(String.format(Locale.ROOT, "@ll,96,16 0x%04x", type)));
    }
    String ip = flow.family() == Flow.Family.IPV6 ? "ip6 " : "ip ";
    boolean placed = false;
    for (Peer peer : flow.peers()) {
      placed |= !(peer instanceof Peer.Anyone);
      switch (peer) {
        case Peer.Anyone _ -> {}
        case Peer.Name name -> rule.add(ip + side + " @" + set(flow.family(), name));
        case Peer.Network network -> rule.add(ip + side + " " + network.network());
        case Peer.Members members -> rule.add(ip + side + " @" + set(flow.family(), members));
      }
    }
    if (flow.local() && !placed && flow.family() != Flow.Family.ETHERNET) {
      rule.add(ip + side + " @" + localNetworks(flow.family()));
    }
    above(flow, rule);
    rule.add("counter");
    rule.add(flow.accepted() ? "accept" : "drop");
    rule.add("comment \"" + flow.name() + "\"");
    return rule.toString();
  }

  private static void above(Flow flow, StringJoiner rule) {
    if (flow.protocol().isPresent()) {
      int protocol = flow.protocol().getAsInt();
      // Headers of IPv6 that are no protocol above it are passed over by l4proto.
      boolean header = flow.family() == Flow.Family.IPV6 && (protocol == 0 || protocol == 44);
      rule.add((header ? "ip6 nexthdr " : "meta l4proto ") + protocol);
    }
    flow.source().ifPresent(ports -> rule.add("th sport " + ports.text()));
    flow.destination().ifPresent(ports -> rule.add("th dport " + ports.text()));
    String icmp = flow.family() == Flow.Family.IPV6 ? "icmpv6" : "icmp";
    flow.icmpType().ifPresent(type -> rule.add(icmp + " type " + type));
    flow.icmpCode().ifPresent(code -> rule.add(icmp + " code " + code));
    flow.initiator()
        .filter(who -> (who == Flow.Initiator.DEVICE) != flow.fromDevice())
        .ifPresent(_ -> rule.add("tcp flags & (syn | ack) != syn"));
  }

  private String set(Flow.Family family, Peer.Name name) {
    String set = set(family, "name " + name.name(), List.of(), true);
    String version = family == Flow.Family.IPV6 ? "6" : "4";
    List<String> all = names.computeIfAbsent(name.name(), _ -> new ArrayList<>());
    String entry = version + "#netdev#" + filter.table() + "#" + set;
    if (!all.contains(entry)) {
      all.add(entry);
    }
    return set;
  }

  private String set(Flow.Family family, Peer.Members members) {
    return set(
        family,
        (members.kind() + " " + members.name()).strip(),
        Filter.of(family, filter.members(members)),
        false);
  }

  private String localNetworks(Flow.Family family) {
    return set(family, "local-networks", Filter.of(family, filter.localNetworks()), false);
  }

  private String set(Flow.Family family, String about, List<String> elements, boolean ends) {
    String version = family == Flow.Family.IPV6 ? "6" : "4";
    String key = version + " " + about;
    String name = "s" + version + "_" + sets.size();
    for (String each : sets.sequencedKeySet()) {
      if (each.startsWith(key + "|")) {
        return each.substring(key.length() + 1);
      }
    }
    String filled =
        elements.isEmpty() ? "" : " elements = { " + String.join(", ", elements) + " };";
    sets.put(
        key + "|" + name,
        "  set %s { type ipv%s_addr; %s%s comment \"%s\"; }"
            .formatted(name, version, ends ? "timeout 1d;" : "flags interval;", filled, about));
    return name;
  }
}
