package birthmark.client.mud;

/** Whom a flow is with. */
public sealed interface Peer {
  /** Anybody. */
  record Anyone() implements Peer {}

  /** Whoever has a name in the DNS (RFC 8520 section 8.1). */
  record Name(String name) implements Peer {}

  /** The addresses of a network, in CIDR form. */
  record Network(String network) implements Peer {}

  /**
   * The members of a class that the operator fills (RFC 8520 section 4): a controller by its URN,
   * the thing's own controller, those of a manufacturer or model.
   *
   * @param kind the name of the class in the file
   * @param name which of them, empty where there is one
   */
  record Members(String kind, String name) implements Peer {}
}
