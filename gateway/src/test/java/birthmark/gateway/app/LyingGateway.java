package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.coap.SecureEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;

/**
 * A gateway that lies, in a process of its own. It has the true one's key, so things take it for
 * the gateway; it shows them as the ledger's whatever its master hands it, passes on what it is
 * told to, and takes every message only to forget it.
 */
final class LyingGateway implements AutoCloseable {
  private static final String PROOF = "proof ";
  private static final String WAITING = "waiting ";
  private static final String DONE = "done";

  private final Path folder;
  private final Process process;
  private final BufferedReader said;
  private final OutputStream told;
  private final InetSocketAddress address;

  /** One with the key of {@code gateway}; what goes wrong is written into {@code folder}. */
  LyingGateway(Gateway gateway, Path folder) throws IOException {
    this.folder = folder;
    this.process =
        Program.java(
            folder,
            LyingGateway.class.getName(),
            Objects.requireNonNull(gateway.certificateFile().toAbsolutePath().getParent())
                .toString());
    this.said = Program.reader(process);
    this.told = process.getOutputStream();
    String port = Program.awaited(folder, said, "Listening on ").replaceAll("[^0-9]", "");
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  /** Where things find it. */
  InetSocketAddress address() {
    return address;
  }

  /** From now on it shows {@code octets} as the proof of every agreement. */
  void shows(Bytes octets) throws IOException {
    tell(PROOF + octets.hex());
  }

  /** From now on {@code octets} wait for whoever asks. */
  void passesOn(Bytes octets) throws IOException {
    tell(WAITING + octets.hex());
  }

  private void tell(String line) throws IOException {
    told.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    told.flush();
    Program.awaited(folder, said, DONE);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    said.close();
  }

  /** The process: {@code args} name the folder with the gateway's key. */
  public static void main(String[] args) throws Exception {
    Stage stage = new Stage();
    SecureEndpoint secure =
        new SecureEndpoint(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ServerCertificate.of(Optional.empty(), Path.of(args[0]), "127.0.0.1").pair(),
            true,
            _ -> true,
            10,
            _ -> {});
    CoapServer server = new CoapServer(secure.configuration());
    server.addEndpoint(secure.endpoint());
    server.add(stage);
    server.start();
    System.out.println("Listening on " + secure.endpoint().getAddress().getPort());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        stage.take(line);
        System.out.println(DONE);
      }
    }
    server.destroy();
  }

  /** What it shows to things. */
  private static final class Stage extends CoapResource {
    private final Deque<Bytes> waiting = new ArrayDeque<>();
    private Bytes proof = Bytes.EMPTY;

    Stage() {
      super("things");
    }

    synchronized void take(String line) {
      if (line.startsWith(PROOF)) {
        proof = Bytes.fromHex(line.substring(PROOF.length()));
      } else {
        waiting.add(Bytes.fromHex(line.substring(WAITING.length())));
      }
    }

    @Override
    public Resource getChild(String name) {
      return this;
    }

    @Override
    public synchronized void handlePOST(CoapExchange exchange) {
      List<String> path = exchange.getRequestOptions().getUriPath();
      switch (path.getLast()) {
        case "agreement" -> show(exchange, proof);
        case "next" -> show(exchange, waiting.isEmpty() ? Bytes.EMPTY : waiting.getFirst());
        case "received", "pass" -> {
          waiting.poll();
          exchange.respond(ResponseCode.CHANGED);
        }
        default -> exchange.respond(ResponseCode.CHANGED, "{\"accepted\": true}");
      }
    }

    private static void show(CoapExchange exchange, Bytes octets) {
      exchange.respond(
          ResponseCode.CONTENT, octets.toByteArray(), MediaTypeRegistry.APPLICATION_OCTET_STREAM);
    }
  }
}
