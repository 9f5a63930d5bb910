package birthmark.gateway.app;

import birthmark.cose.Algorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A node and a gateway that follows it over two wires, started once for all test classes that take
 * one: processes are what such tests spend their time on.
 */
final class Front implements AutoCloseable {
  static final int OFFLINE_SECONDS = 6;

  /**
   * When its test classes run: before all that start another gateway. The broker keeps in statics
   * which of those in one process is the last, and what goes to the others fails.
   */
  static final int ORDER = 1;

  final Path folder;
  final Site site;
  final Wire left;
  final Wire right;
  final Site.Device tester;
  final Gateway gateway;
  final List<String> said = new CopyOnWriteArrayList<>();

  private Front() throws Exception {
    this.folder = Files.createTempDirectory("birthmark-front");
    this.site = new Site(folder);
    this.left = new Wire(site.url());
    this.right = new Wire(site.url());
    Path home = site.gatewayHome(List.of(left.url(), right.url()));
    this.tester = site.admitted("tester", Algorithm.ES256);
    Path password = folder.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "of a test");
    this.gateway =
        new Gateway(
            Settings.of(
                List.of(
                    "--home", home.toString(),
                    "--as", "door",
                    "--password-file", password.toString(),
                    "--data", data().toString(),
                    "--mqtt", "127.0.0.1:0",
                    "--coap", "127.0.0.1:0",
                    "--hook", "127.0.0.1:0",
                    "--offline", String.valueOf(OFFLINE_SECONDS),
                    "--test-device", tester.thing().toString())),
            Map.of(),
            said::add);
  }

  /** The gateway's own folder. */
  Path data() {
    return folder.resolve("gateway");
  }

  /** TLS that shows the key of {@code device} to the gateway. */
  SSLContext tls(Site.Device device) throws Exception {
    return Client.tls(device, gateway.certificate());
  }

  /** {@code device}, connected by MQTT. */
  Client connected(Site.Device device) throws Exception {
    return new Client(gateway.port(), device.thing().toString(), tls(device));
  }

  static String own(Site.Device device, String topic) {
    return "things/" + device.thing() + "/" + topic;
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    left.close();
    right.close();
    site.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** Hands the one to test classes. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Front.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Front.class))
          .computeIfAbsent(Front.class, _ -> start(), Front.class);
    }

    private static Front start() {
      try {
        return new Front();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new IllegalStateException("no gateway comes up", e);
      }
    }
  }
}
