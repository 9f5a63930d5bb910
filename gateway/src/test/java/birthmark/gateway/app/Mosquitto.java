package birthmark.gateway.app;

import birthmark.client.sdk.ConnectionToken;
import birthmark.client.sdk.KeyFile;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A site's own broker, with our plugin, and a service of the site that it knows by a password. */
final class Mosquitto implements AutoCloseable {
  static final String SERVICE = "scada";
  private static final String SERVICE_PASSWORD = "of the site";

  private final Gateway gateway;
  private final Wire wire;
  private final Process process;
  private final Path log;
  private final int port;
  private final int certificatePort;

  /** One below {@code folder} that asks {@code gateway}, whose data is in {@code data}. */
  Mosquitto(Path folder, Gateway gateway, Path data, Site.Device known) throws Exception {
    Files.createDirectories(folder);
    this.gateway = gateway;
    this.wire = new Wire(URI.create("http://127.0.0.1:" + gateway.hook().orElseThrow().getPort()));
    this.log = folder.resolve("log");
    this.port = free();
    this.certificatePort = free();
    Path plugin = folder.resolve("birthmark_mosquitto.so");
    run(
        "cc",
        "-shared",
        "-fPIC",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-o",
        plugin.toString(),
        SharedData.root().resolve("kits/mosquitto/birthmark_mosquitto.c").toString(),
        "-lcrypto");
    Path passwords = folder.resolve("passwords");
    run("mosquitto_passwd", "-c", "-b", passwords.toString(), SERVICE, SERVICE_PASSWORD);
    Path topics = folder.resolve("topics");
    Files.writeString(topics, "user " + SERVICE + "\ntopic read things/+/temperature\n");
    Path key = folder.resolve("key.pem");
    Files.writeString(key, privateKey(data));
    Path trusted = folder.resolve("trusted.pem");
    Files.writeString(trusted, pem("CERTIFICATE", certificate(known.file().path()).getEncoded()));
    Path configuration = folder.resolve("mosquitto.conf");
    Files.writeString(
        configuration,
        """
        user root
        allow_anonymous false
        password_file %s
        acl_file %s
        plugin %s
        plugin_opt_hook 127.0.0.1:%d
        plugin_opt_secret_file %s
        listener %d 127.0.0.1
        certfile %s
        keyfile %s
        listener %d 127.0.0.1
        certfile %s
        keyfile %s
        cafile %s
        require_certificate true
        """
            .formatted(
                passwords,
                topics,
                plugin,
                wire.url().getPort(),
                data.resolve("hook.secret"),
                port,
                gateway.certificateFile(),
                key,
                certificatePort,
                gateway.certificateFile(),
                key,
                trusted));
    this.process =
        new ProcessBuilder(program("mosquitto"), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await("the gateway decides");
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static String program(String name) {
    Path below = Path.of("/usr/sbin", name);
    return Files.exists(below) ? below.toString() : name;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(List.of(command) + " said:\n" + said);
    }
  }

  static String privateKey(Path data) throws IOException, GeneralSecurityException {
    char[] password = Files.readString(data.resolve("server.password")).strip().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(data.resolve("server.p12"))) {
      store.load(in, password);
    }
    String alias = store.aliases().nextElement();
    return pem("PRIVATE KEY", store.getKey(alias, password).getEncoded());
  }

  private static Certificate certificate(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, null);
    }
    return store.getCertificate(KeyFile.SIGNING);
  }

  static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
  }

  /** Waits until the broker's log has {@code text}. */
  void await(String text) throws IOException, InterruptedException {
    for (int i = 0; i < 300 && process.isAlive(); i++) {
      if (said().contains(text)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("the broker does not say '" + text + "' but:\n" + said());
  }

  String said() throws IOException {
    return Files.readString(log);
  }

  /** The way from the broker to the hook. */
  Wire wire() {
    return wire;
  }

  /** A password of {@code device} for the broker {@code name}. */
  static String token(Site.Device device, String name) {
    return ConnectionToken.make(
        device.thing(), name, device.key(), Instant.now(), new SecureRandom());
  }

  /** Whoever connects as {@code name} by {@code password}. */
  Client by(String name, String password) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, Client.trust(gateway.certificate()), null);
    return Client.withPassword(port, name, tls, password);
  }

  /** The thing, by a new password. */
  Client connected(Site.Device device) throws Exception {
    return by(device.thing().toString(), token(device, "site"));
  }

  /** The thing, by its certificate. */
  Client byCertificate(Site.Device device) throws Exception {
    return new Client(
        certificatePort, device.thing().toString(), Client.tls(device, gateway.certificate()));
  }

  /** The site's own service. */
  Client service() throws Exception {
    return by(SERVICE, SERVICE_PASSWORD);
  }

  @Override
  public void close() throws MqttException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    wire.close();
  }
}
