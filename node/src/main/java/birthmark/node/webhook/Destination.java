package birthmark.node.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where somebody wants to be told: an address of the web with a name that anybody can look up.
 *
 * <p>The name is looked up anew for each telling, once; if any of its addresses is not public
 * nothing is sent, and else it is sent to the very address that was looked at: a name that changes
 * in between (DNS rebinding) changes nothing.
 *
 * @param uri the address
 */
record Destination(URI uri) {
  /** The most characters of an address. */
  static final int LENGTH_MAX = 500;

  private static final int HTTPS = 443;
  private static final int FREE_PORTS = 1_024;

  /** Looks names up. */
  interface Names {
    /** All addresses of {@code host}. */
    InetAddress[] of(String host) throws IOException;
  }

  /** Why nothing is sent to an address. */
  static final class UnfitException extends IOException {
    private static final long serialVersionUID = 1L;

    UnfitException(String sentence) {
      super(sentence);
    }
  }

  /**
   * The destination that {@code text} is.
   *
   * @param also an address inside that the operator named, as {@code host:port}, which may be told
   *     without TLS
   */
  static Destination parse(String text, Optional<String> also) throws UnfitException {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new UnfitException("the address cannot be read");
    }
    boolean named = also.isPresent() && also.get().equals(uri.getHost() + ":" + uri.getPort());
    boolean scheme = "https".equals(uri.getScheme()) || (named && "http".equals(uri.getScheme()));
    boolean port = uri.getPort() == -1 || uri.getPort() == HTTPS || uri.getPort() >= FREE_PORTS;
    if (text.length() > LENGTH_MAX
        || !text.chars().allMatch(c -> c > ' ' && c < 127)
        || !scheme
        || !port
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new UnfitException(
          "an address is https://host/path, at most "
              + LENGTH_MAX
              + " characters, with port 443 or from 1024 on, no user and no fragment");
    }
    return new Destination(uri);
  }

  boolean encrypted() {
    return "https".equals(uri.getScheme());
  }

  String host() {
    return uri.getHost();
  }

  int port() {
    return uri.getPort() == -1 ? HTTPS : uri.getPort();
  }

  /** The path and query, as a request has them. */
  String target() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /**
   * The one address to connect to.
   *
   * @throws UnfitException if an address of the host is not public
   * @throws IOException if the name cannot be looked up
   */
  InetSocketAddress pinned(Names names, Optional<String> also) throws IOException {
    String bare = host().startsWith("[") ? host().substring(1, host().length() - 1) : host();
    InetAddress[] addresses = names.of(bare);
    boolean named = also.isPresent() && also.get().equals(host() + ":" + port());
    for (InetAddress each : addresses) {
      if (!named && !PublicAddress.is(each)) {
        throw new UnfitException("the host's address is not a public one");
      }
    }
    if (addresses.length == 0) {
      throw new UnfitException("the host has no address");
    }
    return new InetSocketAddress(addresses[0], port());
  }
}
