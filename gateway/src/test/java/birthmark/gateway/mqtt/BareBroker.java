package birthmark.gateway.mqtt;

import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The gateway's broker with the gateway's configuration and without the gateway. */
public final class BareBroker {
  private BareBroker() {}

  /** Runs one until it is killed; words: its folder, its port, the key store, its password. */
  public static void main(String[] words) throws Exception {
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    System.setProperty("logback.configurationFile", "gateway-logback.xml");
    DeviceCertificates.install();
    Path folder = Path.of(words[0]);
    BrokerSettings settings =
        new BrokerSettings(
            "127.0.0.1",
            Integer.parseInt(words[1]),
            Path.of(words[2]),
            words[3],
            folder,
            BrokerSettings.Limits.USUAL,
            Optional.empty());
    Path configuration = Files.createDirectories(folder.resolve("configuration"));
    Files.createDirectories(folder.resolve("extensions"));
    Files.writeString(configuration.resolve("config.xml"), settings.xml(Path.of(words[2])));
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(folder)
            .withExtensionsFolder(folder.resolve("extensions"))
            .withoutLoggingBootstrap()
            .build();
    broker.start().get();
    System.out.println("Ready");
    new CountDownLatch(1).await();
  }
}
