package birthmark.client.mud;

import birthmark.json.Json;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** One entry of an access list, read strictly: each match is understood or the file is refused. */
final class FlowReader {
  private static final Pattern DNS =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
  private static final Pattern CLASS = Pattern.compile("[A-Za-z0-9:/._-]{1,253}");

  private final String name;
  private final boolean fromDevice;
  private final Flow.Family family;
  private final List<Peer> peers = new ArrayList<>();
  private boolean local;
  private OptionalInt etherType = OptionalInt.empty();
  private Optional<String> destinationMac = Optional.empty();
  private OptionalInt protocol = OptionalInt.empty();
  private Optional<Ports> source = Optional.empty();
  private Optional<Ports> destination = Optional.empty();
  private OptionalInt icmpType = OptionalInt.empty();
  private OptionalInt icmpCode = OptionalInt.empty();
  private Optional<Flow.Initiator> initiator = Optional.empty();

  FlowReader(String name, boolean fromDevice, Flow.Family family) {
    this.name = name;
    this.fromDevice = fromDevice;
    this.family = family;
  }

  Flow read(Json.Obj entry) throws MudException {
    for (Json.Member layer : MudFile.object(entry, "matches", name).members()) {
      if (!(layer.value() instanceof Json.Obj matches)) {
        throw new MudException(name, layer.name() + " is no object");
      }
      implied(layer.name());
      for (Json.Member match : matches.members()) {
        take(layer.name(), match.name(), match.value());
      }
    }
    String forwarding = MudFile.text(MudFile.object(entry, "actions", name), "forwarding", name);
    boolean accepted =
        switch (forwarding) {
          case "accept" -> true;
          case "drop", "reject" -> false;
          default -> throw new MudException(name, "forwarding is accept, drop or reject");
        };
    return new Flow(
        name,
        fromDevice,
        family,
        local,
        peers,
        etherType,
        destinationMac,
        protocol,
        source,
        destination,
        icmpType,
        icmpCode,
        initiator,
        accepted);
  }

  /** A match of a protocol's own fields is one of that protocol, also where it is not said. */
  private void implied(String layer) {
    OptionalInt number =
        switch (layer) {
          case "tcp" -> OptionalInt.of(6);
          case "udp" -> OptionalInt.of(17);
          case "icmp" -> OptionalInt.of(family == Flow.Family.IPV6 ? 58 : 1);
          default -> OptionalInt.empty();
        };
    if (protocol.isEmpty()) {
      protocol = number;
    }
  }

  private void take(String layer, String match, Json value) throws MudException {
    switch (layer + " " + match) {
      case "ietf-mud:mud local-networks" -> local = true;
      case "ietf-mud:mud controller", "ietf-mud:mud manufacturer", "ietf-mud:mud model" ->
          peers.add(new Peer.Members(match, matching(CLASS, match, value)));
      case "ietf-mud:mud same-manufacturer", "ietf-mud:mud my-controller" ->
          peers.add(new Peer.Members(match, ""));
      case "ipv4 protocol", "ipv6 protocol" -> protocol = number(match, value, 255);
      case "ipv4 ietf-acldns:dst-dnsname", "ipv6 ietf-acldns:dst-dnsname" ->
          peer(true, match, new Peer.Name(dnsName(match, value)));
      case "ipv4 ietf-acldns:src-dnsname", "ipv6 ietf-acldns:src-dnsname" ->
          peer(false, match, new Peer.Name(dnsName(match, value)));
      case "ipv4 destination-ipv4-network", "ipv6 destination-ipv6-network" ->
          peer(true, match, network(match, value));
      case "ipv4 source-ipv4-network", "ipv6 source-ipv6-network" ->
          peer(false, match, network(match, value));
      case "tcp source-port", "udp source-port" -> source = Optional.of(ports(match, value));
      case "tcp destination-port", "udp destination-port" ->
          destination = Optional.of(ports(match, value));
      case "tcp ietf-mud:direction-initiated" -> initiator = Optional.of(begins(match, value));
      case "icmp type" -> icmpType = number(match, value, 255);
      case "icmp code" -> icmpCode = number(match, value, 255);
      case "eth ethertype" -> etherType = type(match, value);
      case "eth destination-mac-address" ->
          destinationMac = Optional.of(matching(MAC, match, value));
      default ->
          throw new MudException(name, "a match by " + layer + " " + match + " is not known");
    }
  }

  /** The other side of a flow is where the device is not. */
  private void peer(boolean isDestination, String match, Peer peer) throws MudException {
    if (isDestination != fromDevice) {
      throw new MudException(name, match + " would name the device itself");
    }
    peers.add(peer);
  }

  private MudException wrong(String match) {
    return new MudException(name, match + " is not what it should be");
  }

  private String matching(Pattern pattern, String match, Json value) throws MudException {
    if (value instanceof Json.Text text && pattern.matcher(text.value()).matches()) {
      return text.value();
    }
    throw wrong(match);
  }

  private String dnsName(String match, Json value) throws MudException {
    if (value instanceof Json.Text text) {
      String lower = text.value().toLowerCase(Locale.ROOT);
      if (DNS.matcher(lower).matches()) {
        return lower;
      }
    }
    throw wrong(match);
  }

  private OptionalInt number(String match, Json value, int max) throws MudException {
    if (value instanceof Json.Int number && number.value() >= 0 && number.value() <= max) {
      return OptionalInt.of((int) number.value());
    }
    throw wrong(match);
  }

  private OptionalInt type(String match, Json value) throws MudException {
    String text = value instanceof Json.Text hex ? hex.value() : "";
    if (!text.matches("0x[0-9A-Fa-f]{1,4}")) {
      throw wrong(match);
    }
    return OptionalInt.of(Integer.parseInt(text.substring(2), 16));
  }

  private Flow.Initiator begins(String match, Json value) throws MudException {
    return switch (value instanceof Json.Text text ? text.value() : "") {
      case "from-device" -> Flow.Initiator.DEVICE;
      case "to-device" -> Flow.Initiator.PEER;
      default -> throw wrong(match);
    };
  }

  private Ports ports(String match, Json value) throws MudException {
    if (!(value instanceof Json.Obj object)) {
      throw wrong(match);
    }
    for (Json.Member member : object.members()) {
      if (!List.of("operator", "port", "lower-port", "upper-port").contains(member.name())) {
        throw wrong(match + " " + member.name());
      }
    }
    if (object.member("lower-port").isPresent()) {
      int low = port(match, object, "lower-port");
      int high = port(match, object, "upper-port");
      if (low > high || object.member("operator").isPresent()) {
        throw wrong(match);
      }
      return new Ports(low, high, false);
    }
    int port = port(match, object, "port");
    return switch (MudFile.text(object, "operator", name)) {
      case "eq" -> new Ports(port, port, false);
      case "neq" -> new Ports(port, port, true);
      case "lte" -> new Ports(0, port, false);
      case "gte" -> new Ports(port, Ports.MAX, false);
      default -> throw wrong(match);
    };
  }

  private int port(String match, Json.Obj object, String member) throws MudException {
    return number(match, object.member(member).orElse(new Json.Null()), Ports.MAX).orElseThrow();
  }

  /** A network of the entry's family; an address of another family matches nothing. */
  private Peer network(String match, Json value) throws MudException {
    String text = value instanceof Json.Text network ? network.value() : "";
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      boolean four = parsed instanceof Inet4Address;
      int most = four ? 32 : 128;
      int length = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (length < 0 || length > most || address.contains("%")) {
        throw wrong(match);
      }
      if (four != (family == Flow.Family.IPV4)) {
        return new Peer.Members("nobody", "");
      }
      return new Peer.Network(parsed.getHostAddress() + (length == most ? "" : "/" + length));
    } catch (IllegalArgumentException e) {
      throw wrong(match);
    }
  }
}
