package birthmark.gateway.mqtt;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.attestation.Attestations;
import birthmark.gateway.messages.Mailroom;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HiveMQ CE in this process, behind TLS 1.3 with a certificate from every thing. */
public final class Broker implements AutoCloseable {
  private static final int START_SECONDS = 120;
  private static final int STOP_SECONDS = 20;

  private final EmbeddedHiveMQ broker;

  private Broker(EmbeddedHiveMQ broker) {
    this.broker = broker;
  }

  /**
   * A broker that takes connections.
   *
   * @throws ClientException if it does not start, saying what to look at
   */
  public static Broker start(
      BrokerSettings settings,
      Admissions admissions,
      Attestations attestations,
      Mailroom mailroom,
      Notices notices)
      throws ClientException {
    quieten();
    DeviceCertificates.install();
    EmbeddedExtension door =
        EmbeddedExtension.builder()
            .withId("birthmark")
            .withName("Birthmark")
            .withVersion("1")
            .withExtensionMain(
                new Doorkeeper(
                    admissions,
                    attestations,
                    mailroom,
                    settings.limits(),
                    settings.testDevice(),
                    notices))
            .build();
    Path configuration = settings.data().resolve("configuration");
    try {
      createPrivately(settings.data());
      createPrivately(configuration);
      createPrivately(settings.data().resolve("extensions"));
      Path truststore = configuration.resolve("nobody.p12");
      writeEmpty(truststore, settings.password());
      Files.writeString(configuration.resolve("config.xml"), settings.xml(truststore));
    } catch (IOException | GeneralSecurityException e) {
      throw ClientException.local(
              "the gateway cannot write in " + settings.data(),
              "Check that the folder can be written and the disk is not full.")
          .because(e);
    }
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(settings.data())
            .withExtensionsFolder(settings.data().resolve("extensions"))
            .withEmbeddedExtension(door)
            .withoutLoggingBootstrap()
            .build();
    try {
      broker.start().get(START_SECONDS, TimeUnit.SECONDS);
      return new Broker(broker);
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      throw ClientException.local(
              "the broker does not start on " + settings.host() + " port " + settings.port(),
              "Is the port free, and the address this machine's? Is the TLS file a PKCS#12 file"
                  + " and the password its own?")
          .because(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.local("the start was interrupted", "Start it again.").because(e);
    }
  }

  /** Has the broker log by Logback as our own file says, unless somebody said otherwise. */
  private static void quieten() {
    setUnlessSet("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    setUnlessSet("slf4j.internal.verbosity", "WARN");
    setUnlessSet("logback.configurationFile", "gateway-logback.xml");
    setUnlessSet("logback.statusListenerClass", "ch.qos.logback.core.status.NopStatusListener");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static void createPrivately(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  /** A trust store with nobody in it: the broker wants a file. */
  private static void writeEmpty(Path file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (OutputStream out = Files.newOutputStream(file)) {
      empty.store(out, password.toCharArray());
    }
  }

  @Override
  public void close() {
    try {
      broker.stop().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The process ends; what the broker keeps on disk is made for that.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
