package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.ProvenAgreement;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Segment;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the gateway does a second and what a connection costs it, told and not judged: a machine
 * that does other things has other figures. {@code birthmark bench --gateway} runs it. {@code
 * -Dbirthmark.figures=5000} sets how many things there are, {@code
 * -Dbirthmark.figures.messages=2000} how many messages each of some publishes, {@code
 * -Dbirthmark.figures.json=true} has each figure told as a JSON object on a line of its own.
 */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FiguresTest {
  private static final int THINGS = Integer.getInteger("birthmark.figures", 200);
  private static final int MESSAGES = Integer.getInteger("birthmark.figures.messages", 100);
  private static final int TALKING = 60;
  private static final int ROUNDS = 2;
  private static final int ASKING = 8;
  private static final int SETTLING_SECONDS = 10;
  private static final String RELEASE = "0.8.0";

  @RegisterExtension private static final Door DOOR = new Door();

  private static Site site;
  private static Gateway gateway;
  private static Path folder;
  private static final List<Load.Member> MEMBERS = new ArrayList<>();
  private static Path everybody;

  @BeforeAll
  static void makeThings() throws Exception {
    site = DOOR.site();
    gateway = DOOR.gate().gateway();
    folder = Files.createDirectories(DOOR.folder().resolve("figures"));
    site.publish(RELEASE, 1);
    Site.Device first = site.admitted("first", Algorithm.ES256);
    SecureRandom random = new SecureRandom();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < THINGS; i++) {
      Load.Member member = Load.Member.fresh();
      SigningKey key = JdkSigningKey.of(member.pair());
      CoseKey agreement =
          JdkSignatures.coseKey(
              JdkSigningKey.generateAgreement(random).getPublic(), CoseKey.Use.AGREE);
      ThingId thing = site.born(key, agreement);
      site.attest(new Site.Device(first.file(), key, thing), RELEASE);
      MEMBERS.add(member);
      lines.add(member.line());
    }
    everybody = Files.write(folder.resolve("everybody"), lines);
  }

  /** Tells a figure and its goal; where there is a limit, the figure's share of it too. */
  private static void tell(
      String name, double value, String unit, OptionalDouble limit, String goal) {
    double ratio = value / limit.orElse(Double.NaN);
    if (Boolean.getBoolean("birthmark.figures.json")) {
      System.out.printf(
          Locale.ROOT,
          "{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\", \"limit\": %s, \"ratio\": %s}%n",
          name,
          value,
          unit,
          limit.isPresent() ? String.format(Locale.ROOT, "%.3f", limit.getAsDouble()) : "null",
          limit.isPresent() ? String.format(Locale.ROOT, "%.3f", ratio) : "null");
    } else {
      System.out.printf(
          Locale.ROOT,
          "%-28s %12.3f %s%s (%s)%n",
          name,
          value,
          unit,
          limit.isPresent()
              ? String.format(Locale.ROOT, ", %.3f of %.0f", ratio, limit.getAsDouble())
              : "",
          goal);
    }
  }

  private static void tell(String name, double value, String unit, String goal) {
    tell(name, value, unit, OptionalDouble.empty(), goal);
  }

  @Test
  @Order(1)
  void decisions() throws Exception {
    Admissions admissions = gateway.admissions();
    // They come all at once, as after a power cut: whoever waits is asked about together.
    tell(
        "gateway.decisions.proven",
        rate(admissions, THINGS, 1),
        "decisions/s",
        "proven by a node; must 2000");
    int rounds = Math.max(1, 200_000 / THINGS);
    tell(
        "gateway.decisions.known",
        rate(admissions, ASKING, rounds),
        "decisions/s",
        "proven before; must 2000");
  }

  private static double rate(Admissions admissions, int asking, int rounds) throws Exception {
    List<Future<Integer>> asked = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < asking; i++) {
        int from = i;
        asked.add(threads.submit(() -> decided(admissions, from, asking, rounds)));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int count = 0;
    for (Future<Integer> each : asked) {
      count += each.get();
    }
    assertEquals(THINGS * rounds, count, "all are admitted");
    return count / seconds;
  }

  private static int decided(Admissions admissions, int from, int step, int rounds) {
    int count = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = from; i < THINGS; i += step) {
        ThingId thing = new ThingId(Bytes.fromHex(MEMBERS.get(i).name()));
        if (admissions
                .decide(thing, JdkSigningKey.of(MEMBERS.get(i).pair()).publicKey().thumbprint())
                .segment()
            == Segment.WHOLE) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  @Order(2)
  void messages() throws Exception {
    Path envelopes = envelopes();
    List<Load.Member> talking = MEMBERS.subList(0, Math.min(TALKING, THINGS));
    List<String> lines = new ArrayList<>();
    List<String> trusted = new ArrayList<>();
    for (Load.Member member : talking) {
      lines.add(member.line());
      trusted.add(Mosquitto.pem("CERTIFICATE", member.certificate().getEncoded()));
    }
    Path few = Files.write(folder.resolve("few"), lines);
    int barePort = free();
    int mosquittoPort = free();
    Path data = Objects.requireNonNull(gateway.certificateFile().getParent());
    // First what may not be installed: nothing is left running then.
    Process mosquitto = mosquitto(mosquittoPort, data, Files.write(folder.resolve("ca"), trusted));
    Process bare =
        Program.java(
            folder,
            "birthmark.gateway.mqtt.BareBroker",
            folder.resolve("bare").toString(),
            String.valueOf(barePort),
            data.resolve("server.p12").toString(),
            Files.readString(data.resolve("server.password")).strip());
    try {
      Program.awaited(folder, Program.reader(bare), "Ready");
      double[] rates = new double[3];
      int[] ports = {gateway.port(), barePort, mosquittoPort};
      for (int round = 0; round < 2 * ROUNDS; round++) {
        for (int i = 0; i < ports.length; i++) {
          int which = round % 2 == 0 ? i : ports.length - 1 - i;
          double rate = loop(ports[which], few, envelopes);
          // The first rounds are to warm up.
          rates[which] += round < ROUNDS ? 0 : rate / ROUNDS;
        }
      }
      tell(
          "gateway.messages",
          rates[0],
          "signed messages/s",
          OptionalDouble.of(rates[1]),
          "the same broker without policy; must 0.6, aim 0.8");
      tell(
          "gateway.messages.mosquitto",
          rates[0],
          "signed messages/s",
          OptionalDouble.of(rates[2]),
          "Mosquitto; no goal");
    } finally {
      bare.destroyForcibly();
      mosquitto.destroy();
    }
  }

  /** Messages of one thing to another, sealed and signed. */
  private static Path envelopes() throws Exception {
    Site.Device from = site.admitted("speaks", Algorithm.ED25519);
    Site.Device to = site.admitted("hears", Algorithm.ED25519);
    AgreementId agreement = site.agreement(60_000, 1_000, from, to);
    String own = "things/" + from.thing() + "/messages/";
    List<String> lines = new ArrayList<>();
    try (Client client =
        new Client(
            gateway.port(), from.thing().toString(), Client.tls(from, gateway.certificate()))) {
      assertEquals(1, client.subscribe(own + "#"));
      client.publish(own + "agreement", agreement.value().toByteArray());
      try (Correspondent side =
          new Correspondent(
              folder.resolve("side"),
              Site.identity(from),
              ProvenAgreement.of(client.octets(own + "proof"), site.genesis()),
              Duration.ofHours(1),
              InstantSource.system())) {
        for (int i = 0; i < 200; i++) {
          Bytes text = Bytes.copyOf(("21." + i).getBytes(StandardCharsets.US_ASCII));
          lines.add(side.send(to.thing(), text).envelope().hex());
        }
      }
    }
    return Files.write(folder.resolve("envelopes"), lines);
  }

  private static double loop(int port, Path members, Path envelopes) throws Exception {
    Process load =
        Program.java(
            folder,
            "birthmark.gateway.app.Load",
            "loop",
            String.valueOf(port),
            gateway.certificateFile().toString(),
            members.toString(),
            envelopes.toString(),
            String.valueOf(MESSAGES));
    return Double.parseDouble(
        Program.awaited(folder, Program.reader(load), "Rate ").substring("Rate ".length()));
  }

  @Test
  @Order(3)
  void memoryAndARevocation() throws Exception {
    long before = Memory.used();
    Process crowd =
        Program.java(
            folder,
            "birthmark.gateway.app.Load",
            "crowd",
            String.valueOf(gateway.port()),
            gateway.certificateFile().toString(),
            everybody.toString());
    BufferedReader said = Program.reader(crowd);
    Program.awaited(folder, said, "Connected");
    tell(
        "gateway.memory",
        (Memory.used() - before) / 1e3 / THINGS,
        "kB",
        "a connected idle thing; must 30");
    // A revocation seldom meets things that all came in the moment before.
    TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
    long start = System.currentTimeMillis();
    site.revoke(RELEASE, Severity.CRITICAL);
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < THINGS; i++) {
      millis.add(Long.parseLong(said.readLine()) - start);
    }
    Collections.sort(millis);
    tell(
        "gateway.disconnect.p50",
        millis.get(THINGS / 2),
        "ms",
        "after a revocation is handed in; no goal");
    tell("gateway.disconnect.p99", millis.get(THINGS * 99 / 100), "ms", "must 1000 for 5,000");
    assertTrue(crowd.waitFor(1, TimeUnit.MINUTES));
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process mosquitto(int port, Path data, Path trusted) throws Exception {
    Path configuration = folder.resolve("mosquitto.conf");
    Path key = folder.resolve("key.pem");
    Files.writeString(key, Mosquitto.privateKey(data));
    Files.writeString(
        configuration,
        """
        user root
        allow_anonymous true
        max_inflight_messages 20
        listener %d 127.0.0.1
        certfile %s
        keyfile %s
        cafile %s
        require_certificate true
        """
            .formatted(port, gateway.certificateFile(), key, trusted));
    return new ProcessBuilder(Mosquitto.program("mosquitto"), "-c", configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("mosquitto.log").toFile())
        .start();
  }
}
