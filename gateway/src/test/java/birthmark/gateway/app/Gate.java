package birthmark.gateway.app;

import birthmark.client.sdk.ClientException;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.publish.PublishService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway that can be stopped and started again. */
final class Gate implements AutoCloseable {
  private final Path folder;
  private final Path home;
  private final Path password;
  private final List<String> more;
  private Gateway gateway;
  private Optional<PublishService> services = Optional.empty();
  final List<String> said = new CopyOnWriteArrayList<>();

  /** A gateway below {@code folder} that follows {@code node}, started with {@code more}. */
  Gate(Site site, Path folder, URI node, String... more) throws ClientException, IOException {
    this(site, folder, List.of(node), more);
  }

  /** One that follows {@code nodes}. */
  Gate(Site site, Path folder, List<URI> nodes, String... more)
      throws ClientException, IOException {
    this.folder = folder;
    this.more = List.of(more);
    this.home = site.gatewayHome(folder.resolve("home"), nodes);
    this.password = folder.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "of a test");
    this.gateway = started();
  }

  private Gateway started() throws ClientException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--home",
                home.toString(),
                "--as",
                "door",
                "--password-file",
                password.toString(),
                "--data",
                folder.resolve("gateway").toString(),
                "--mqtt",
                "127.0.0.1:0",
                "--coap",
                "127.0.0.1:0"));
    args.addAll(more);
    Gateway begun = new Gateway(Settings.of(args), Map.of(), said::add);
    services = more.contains("none") ? Optional.empty() : Optional.of(Services.publishService());
    return begun;
  }

  /**
   * Whether nobody else in this process has started a broker since: what the broker gives its
   * extension to work with is one for all of a process, and the last that starts has it.
   */
  boolean isLast() {
    return services.equals(Optional.of(Services.publishService()));
  }

  void restart() throws ClientException {
    gateway.close();
    gateway = started();
  }

  Gateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
