package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.Tile;
import birthmark.merkle.TilePath;
import birthmark.merkle.Tiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A log by C2SP tlog-tiles, served by anybody: a node, a web server, a folder. */
public interface LogSource {
  /** The path of the checkpoint. */
  String CHECKPOINT = "checkpoint";

  /** The path of what proves each change of the replicas. */
  String REPLICA_SETS = "replica-sets";

  /** The most octets of anything at a path: a full bundle of entries. */
  int LENGTH_MAX = Tile.WIDTH * (Short.BYTES + EntryBundle.ENTRY_LENGTH_MAX);

  /**
   * The octets at {@code path}; empty if there are none.
   *
   * @throws IOException if nobody answers, or with more than {@link #LENGTH_MAX}
   */
  Optional<Bytes> get(String path) throws IOException, InterruptedException;

  /** What lies below {@code folder}. */
  static LogSource of(Path folder) {
    return path -> {
      Path file = folder.resolve(path);
      return Files.isRegularFile(file)
          ? Optional.of(Bytes.ofOwned(Files.readAllBytes(file)))
          : Optional.empty();
    };
  }

  /** What is served below {@code base}, over TLS with {@code tls} if that is given. */
  static LogSource of(URI base, Optional<SSLContext> tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    tls.ifPresent(builder::sslContext);
    HttpClient http = builder.build();
    String prefix = base.toString().endsWith("/") ? base.toString() : base + "/";
    return path -> {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(prefix + path)).timeout(Duration.ofSeconds(30)).build();
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() == 404) {
          return Optional.empty();
        }
        byte[] octets = body.readNBytes(LENGTH_MAX + 1);
        if (response.statusCode() != 200 || octets.length > LENGTH_MAX) {
          throw new IOException(
              prefix + path + " answers with status " + response.statusCode() + ", or too much");
        }
        return Optional.of(Bytes.ofOwned(octets));
      }
    };
  }

  /**
   * The tiles of the log when it has {@code size} entries.
   *
   * <p>They throw {@link UncheckedIOException} where the source fails.
   */
  default Tiles tiles(long size) {
    return (level, index) -> {
      int width = TilePath.width(level, index, size);
      try {
        return width == 0 ? Optional.empty() : get(TilePath.tile(level, index, width).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException("interrupted", e));
      }
    };
  }
}
