package birthmark.client.mud;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the operator makes of a usage description for one device.
 *
 * @param networkInterface the router's port that the device is behind
 * @param mac the device's link-layer address, lower case with colons
 * @param dns the addresses of the site's resolvers
 * @param gateways the addresses of the site's gateway
 * @param controllers the addresses of the device's own controller
 * @param keepLocal whether flows with the local networks stay
 * @param localNetworks what the local networks are
 * @param without the names of entries that are taken away
 * @param only the names of the entries that hold, where that is said
 * @param dhcp whether the device may ask everybody for an address
 * @param alone whether nobody else is behind that port
 * @param octetsPerSecond how much it may send
 */
public record Filter(
    String networkInterface,
    String mac,
    List<String> dns,
    List<String> gateways,
    List<String> controllers,
    boolean keepLocal,
    List<String> localNetworks,
    Set<String> without,
    Optional<Set<String>> only,
    boolean dhcp,
    boolean alone,
    OptionalLong octetsPerSecond) {
  private static final String DNS = "urn:ietf:params:mud:dns";
  private static final String GATEWAY = "urn:ietf:params:mud:gateway";

  /** The name of the device's table. */
  String table() {
    return "mud_" + mac.replace(":", "");
  }

  /** Who is in a class; empty where the operator fills it otherwise. */
  List<String> members(Peer.Members members) {
    return switch (members.kind()) {
      case "controller" ->
          switch (members.name()) {
            case DNS -> dns;
            case GATEWAY -> gateways;
            default -> List.of();
          };
      case "my-controller" -> controllers;
      default -> List.of();
    };
  }

  /** Whether {@code flow} stays. */
  boolean keeps(Flow flow) {
    return (keepLocal || !flow.local())
        && !without.contains(flow.name())
        && only.map(names -> names.contains(flow.name())).orElse(true);
  }

  /** The addresses among {@code all} of a family. */
  static List<String> of(Flow.Family family, List<String> all) {
    boolean six = family == Flow.Family.IPV6;
    return all.stream().filter(each -> each.contains(":") == six).toList();
  }

  /**
   * Half a line of nftables that limits what is sent, if there is a limit: two seconds' worth at
   * once, since the kernel adds the rate to the burst of octets.
   */
  Optional<String> limit() {
    return octetsPerSecond.isPresent()
        ? Optional.of(
            "limit rate over %d bytes/second burst %d bytes"
                .formatted(octetsPerSecond.getAsLong(), octetsPerSecond.getAsLong()))
        : Optional.empty();
  }
}
