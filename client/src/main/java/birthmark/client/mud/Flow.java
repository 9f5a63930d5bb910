package birthmark.client.mud;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One entry of a usage description.
 *
 * @param name the entry's name
 * @param fromDevice whether packets that the device sends are meant, else those sent to it
 * @param family which protocol it is of
 * @param local whether it is with the local networks, which operators take away unless they keep it
 * @param peers whom it is with; all must hold
 * @param etherType the link layer's type, if it is given
 * @param destinationMac the link layer's destination, if it is given
 * @param protocol the number of the protocol above IP, if it is given
 * @param source the source's ports, if they are given
 * @param destination the destination's ports, if they are given
 * @param icmpType the type of an ICMP message, if it is given
 * @param icmpCode its code, if it is given
 * @param initiator who may begin a TCP connection, if that is said
 * @param accepted whether it passes, else it is dropped
 */
public record Flow(
    String name,
    boolean fromDevice,
    Family family,
    boolean local,
    List<Peer> peers,
    OptionalInt etherType,
    Optional<String> destinationMac,
    OptionalInt protocol,
    Optional<Ports> source,
    Optional<Ports> destination,
    OptionalInt icmpType,
    OptionalInt icmpCode,
    Optional<Initiator> initiator,
    boolean accepted) {
  /** What a flow is written in. */
  public enum Family {
    /** IPv4. */
    IPV4,
    /** IPv6. */
    IPV6,
    /** Below IP. */
    ETHERNET
  }

  /** Who begins. */
  public enum Initiator {
    /** The device. */
    DEVICE,
    /** Its peer. */
    PEER
  }

  /** Keeps a copy. */
  public Flow {
    peers = List.copyOf(peers);
  }
}
