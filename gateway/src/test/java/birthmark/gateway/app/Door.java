package birthmark.gateway.app;

import birthmark.client.sdk.ClientException;
import birthmark.gateway.attestation.Veraison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A ledger and a gateway that tests share which need none of their own: started for the first of
 * them, stopped after the last.
 */
final class Door implements BeforeAllCallback {
  private Optional<Opened> opened = Optional.empty();

  /** What is started once. */
  private record Opened(Path folder, Site site, Gate gate) implements AutoCloseable {
    static Opened open() {
      try {
        Path folder = Files.createTempDirectory("door");
        Site site = new Site(folder);
        String[] psa =
            Veraison.isAtHand()
                ? new String[] {"--endorsements", Veraison.endorsements().toString()}
                : new String[0];
        return new Opened(folder, site, new Gate(site, folder, site.url(), psa));
      } catch (Exception e) {
        throw new IllegalStateException("no gateway could be started", e);
      }
    }

    @Override
    public void close() throws IOException {
      gate.close();
      site.close();
      List<Path> all;
      try (Stream<Path> files = Files.walk(folder)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws ClientException {
    opened =
        Optional.of(
            context
                .getRoot()
                .getStore(Namespace.create(Door.class))
                .computeIfAbsent(Opened.class, _ -> Opened.open(), Opened.class));
    if (!gate().isLast()) {
      gate().restart();
    }
  }

  /** The ledger and its parties. */
  Site site() {
    return opened.orElseThrow().site();
  }

  /** The gateway, which takes PSA tokens where the shared data are at hand. */
  Gate gate() {
    return opened.orElseThrow().gate();
  }

  /** A folder for what things keep. */
  Path folder() {
    return opened.orElseThrow().folder();
  }
}
