package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.admission.Watch;
import birthmark.contracts.things.ThingId;
import birthmark.finality.Finality;
import birthmark.gateway.admission.Admissions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param home the client's folder with the ledger that is trusted and the gateway's key
 * @param key the gateway's key, by name or file
 * @param password the file with that key's password
 * @param nodes the nodes to follow; where there is none, as the folder says
 * @param data the gateway's own folder
 * @param broker whether it keeps a broker of its own
 * @param host where MQTT listens
 * @param port its port, 0 for any that is free
 * @param hook where the hook of the site's own broker listens, if it has one
 * @param siteBroker what the site calls that broker
 * @param coap where CoAP over DTLS listens, if it does
 * @param tls the certificate to show, if not the gateway's own
 * @param finality what nodes' answers must be, where the ledger has several replicas
 * @param offline how long it goes on with no node within reach
 * @param watch within what time the gateway is heard of on the ledger again; zero for never
 * @param endorsements files in which makers of PSA devices vouch for them
 * @param testDevice the thing that may connect under any name and use any topic but things'
 */
record Settings(
    Optional<Path> home,
    String key,
    Optional<Path> password,
    List<URI> nodes,
    Path data,
    boolean broker,
    String host,
    int port,
    Optional<InetSocketAddress> hook,
    String siteBroker,
    Optional<InetSocketAddress> coap,
    Optional<ServerCertificate> tls,
    Finality finality,
    Duration offline,
    Duration watch,
    List<Path> endorsements,
    Optional<ThingId> testDevice) {
  static Settings of(List<String> args) throws ClientException {
    Optional<Path> home = Optional.empty();
    String key = "";
    Optional<Path> password = Optional.empty();
    List<URI> nodes = new ArrayList<>();
    Path data = Path.of("gateway");
    boolean broker = true;
    Place mqtt = new Place("127.0.0.1", 8883);
    Optional<InetSocketAddress> hook = Optional.empty();
    String siteBroker = "site";
    Optional<InetSocketAddress> coap = Optional.empty();
    Optional<Path> tls = Optional.empty();
    Optional<Path> tlsPassword = Optional.empty();
    Finality finality = Finality.FINAL;
    Duration offline = Admissions.Settings.USUAL.offline();
    Optional<ThingId> testDevice = Optional.empty();
    Duration watch = Duration.ofMinutes(10);
    List<Path> endorsements = new ArrayList<>();
    for (int i = 0; i < args.size(); i += 2) {
      String option = args.get(i);
      String value = i + 1 < args.size() ? args.get(i + 1) : "";
      if (value.isEmpty()) {
        throw usage(option + " needs a value");
      }
      switch (option) {
        case "--home" -> home = Optional.of(Path.of(value));
        case "--as" -> key = value;
        case "--password-file" -> password = Optional.of(Path.of(value));
        case "--node" -> nodes.addAll(urls(value));
        case "--data" -> data = Path.of(value);
        case "--mqtt" -> {
          broker = !value.equals("none");
          mqtt = broker ? Place.of(option, value) : mqtt;
        }
        case "--hook" -> hook = Optional.of(Place.of(option, value).address());
        case "--site-broker" -> siteBroker = value;
        case "--coap" -> coap = Optional.of(Place.of(option, value).address());
        case "--tls" -> tls = Optional.of(Path.of(value));
        case "--tls-password-file" -> tlsPassword = Optional.of(Path.of(value));
        case "--finality" -> finality = finality(value);
        case "--offline" -> offline = seconds(option, value);
        case "--watch" -> watch = watch(seconds(option, value));
        case "--endorsements" ->
            Stream.of(value.split(",", -1)).map(Path::of).forEach(endorsements::add);
        case "--test-device" -> testDevice = Optional.of(thing(value));
        default -> throw usage("there is no option " + option);
      }
    }
    if (key.isEmpty()) {
      throw usage("--as names the gateway's key");
    }
    return new Settings(
        home,
        key,
        password,
        List.copyOf(nodes),
        data,
        broker,
        mqtt.host(),
        mqtt.port(),
        hook,
        siteBroker,
        coap,
        certificate(tls, tlsPassword),
        finality,
        offline,
        watch,
        List.copyOf(endorsements),
        testDevice);
  }

  /** A host and a port, as an option names them. */
  private record Place(String host, int port) {
    static Place of(String option, String text) throws ClientException {
      int colon = text.lastIndexOf(':');
      String digits = text.substring(colon + 1);
      if (colon < 1 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
        throw usage(option + " needs HOST:PORT such as 127.0.0.1:8883, not " + text);
      }
      String host = text.substring(0, colon);
      return new Place(
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(digits));
    }

    InetSocketAddress address() {
      return new InetSocketAddress(host, port);
    }
  }

  private static ClientException usage(String what) {
    return ClientException.usage(what, "See: birthmark gateway --help");
  }

  private static List<URI> urls(String value) throws ClientException {
    List<URI> urls = new ArrayList<>();
    for (String each : value.split(",", -1)) {
      try {
        urls.add(URI.create(each.strip()));
      } catch (IllegalArgumentException e) {
        throw usage("'" + each + "' is no address of a node").because(e);
      }
    }
    return urls;
  }

  private static Duration watch(Duration within) throws ClientException {
    if (!within.isZero() && (within.toSeconds() < 60 || within.toSeconds() > Watch.SECONDS_MAX)) {
      throw usage("--watch needs 60 to " + Watch.SECONDS_MAX + " seconds, or 0");
    }
    return within;
  }

  private static Duration seconds(String option, String value) throws ClientException {
    if (!value.matches("[0-9]{1,6}")) {
      throw usage(option + " needs seconds, not " + value);
    }
    return Duration.ofSeconds(Long.parseLong(value));
  }

  private static Finality finality(String value) throws ClientException {
    return switch (value) {
      case "final" -> Finality.FINAL;
      case "committed" -> Finality.COMMITTED;
      default -> throw usage("--finality is final or committed, not " + value);
    };
  }

  private static ThingId thing(String value) throws ClientException {
    if (!value.matches("[0-9a-f]{64}")) {
      throw usage("--test-device needs a thing's id, 64 hexadecimal digits, not " + value);
    }
    return new ThingId(Bytes.fromHex(value));
  }

  private static Optional<ServerCertificate> certificate(
      Optional<Path> tls, Optional<Path> password) throws ClientException {
    if (tls.isEmpty()) {
      return Optional.empty();
    }
    if (password.isEmpty()) {
      throw usage("--tls needs --tls-password-file");
    }
    try {
      List<String> lines = Files.readAllLines(password.get());
      return Optional.of(new ServerCertificate(tls.get(), lines.isEmpty() ? "" : lines.getFirst()));
    } catch (IOException e) {
      throw ClientException.local(
              "the password file " + password.get() + " cannot be read",
              "Name a file that holds the password in its first line.")
          .because(e);
    }
  }
}
