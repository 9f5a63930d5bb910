package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway beside things that take more than their share: others' messages take at most twice as
 * long as when all is quiet, and whoever can be told is told why. {@code -Dbirthmark.greedy=1000}
 * sets how many connections stop half way.
 *
 * <p>Quiet and attacked times alternate, and of each the calmest counts: what else the machine does
 * only ever adds, while an attack that harms harms every time. One machine is gateway, attacker and
 * honest things, which {@link #NOISE} allows for.
 */
@Tag("real")
@Tag("alone")
@ExtendWith(Front.Shared.class)
@Order(Front.ORDER)
class GreedyThingsTest {
  private static final int HALF_OPEN = Integer.getInteger("birthmark.greedy", 100);
  private static final int ROUNDS = 3;
  private static final int HONEST = 4;
  private static final Duration TURN = Duration.ofMillis(1_500);
  private static final Duration NOISE = Duration.ofMillis(25);
  private static final long SETTLE_MILLIS = 500;

  /** Within which a connection that says nothing is ended, and its end is seen. */
  private static final long CUT_MILLIS = 6_500;

  private static Front front;
  private static Path folder;
  private static final List<HonestThing> HONEST_THINGS = new ArrayList<>();

  @BeforeAll
  static void start(Front shared) throws Exception {
    front = shared;
    folder = Files.createDirectories(front.folder.resolve("greedy"));
    for (int i = 0; i < HONEST; i++) {
      HONEST_THINGS.add(
          new HonestThing(
              member("honest-" + i), front.gateway.port(), front.gateway.certificate()));
    }
    HonestThing.talk(HONEST_THINGS, Duration.ofSeconds(3));
  }

  private static Load.Member member(String name) throws Exception {
    return Load.Member.made(
        front.site.admitted(name, Algorithm.ES256).file().signingPair(Site.PASSWORDS));
  }

  @AfterAll
  static void stop() throws Exception {
    for (HonestThing thing : HONEST_THINGS) {
      thing.close();
    }
  }

  /** Holds others' waiting beside {@code what} against their waiting without; what it told. */
  private static List<String> withstands(String what, int count) throws Exception {
    return withstands(what, count, front.gateway.port());
  }

  private static List<String> withstands(String what, int count, int port) throws Exception {
    List<Double> quiet = new ArrayList<>();
    List<Double> attacked = new ArrayList<>();
    List<String> told = new ArrayList<>();
    boolean floods = what.startsWith("flood");
    for (int i = 0; i < ROUNDS; i++) {
      // Each time another: who was put out stays out for longer than a turn.
      Path member = Files.writeString(folder.resolve("member"), member(what + i).line() + "\n");
      quiet.add(HonestThing.p99(HonestThing.talk(HONEST_THINGS, TURN)));
      Process greed =
          Program.java(
              folder,
              "birthmark.gateway.app.Greed",
              what,
              String.valueOf(port),
              front.gateway.certificateFile().toString(),
              member.toString(),
              String.valueOf(count));
      try {
        BufferedReader said = Program.reader(greed);
        Program.awaited(folder, said, "Open");
        TimeUnit.MILLISECONDS.sleep(floods ? 0 : SETTLE_MILLIS);
        attacked.add(HonestThing.p99(HonestThing.talk(HONEST_THINGS, TURN)));
        if (port == front.gateway.port() && !floods && i == ROUNDS - 1) {
          TimeUnit.MILLISECONDS.sleep(CUT_MILLIS);
        }
        greed.getOutputStream().close();
        told.addAll(said.lines().toList());
      } finally {
        greed.destroyForcibly().waitFor();
      }
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    }
    double before = Collections.min(quiet);
    double under = Collections.min(attacked);
    System.out.printf(
        Locale.ROOT,
        "gateway.greedy.%s others' p99 %.1f ms quiet, %.1f ms beside it (must be at most twice;"
            + " rounds %s and %s), it says %s%n",
        what,
        before,
        under,
        rounded(quiet),
        rounded(attacked),
        told.stream().distinct().limit(8).toList());
    assertTrue(
        under <= 2 * before + NOISE.toMillis(),
        () -> what + ": others' p99 went from " + before + " to " + under + " ms");
    assertFalse(front.said.stream().anyMatch(each -> each.startsWith("ALARM")));
    return told;
  }

  private static List<Long> rounded(List<Double> millis) {
    return millis.stream().map(Math::round).toList();
  }

  /** How many connections that stopped were cut off in the last round, which waited for that. */
  private static long cut(List<String> told) {
    return Long.parseLong(told.getLast().substring("Cut ".length()));
  }

  @Test
  void connectionsThatSayNothingHoldUpNobodyAndEnd() throws Exception {
    assertTrue(cut(withstands("mute", HALF_OPEN)) >= HALF_OPEN);
  }

  @Test
  void connectionsThatStopWithinTheHandshakeHoldUpNobodyAndEnd() throws Exception {
    assertTrue(cut(withstands("record", HALF_OPEN)) >= HALF_OPEN);
  }

  @Test
  void connectionsThatStopWithinTheirFirstPacketHoldUpNobodyAndEnd() throws Exception {
    assertEquals(HALF_OPEN, cut(withstands("connect", HALF_OPEN)));
  }

  @Test
  void handshakesOfDtlsThatStopHalfWayHoldUpNobody() throws Exception {
    InetSocketAddress door = front.gateway.coap().orElseThrow();
    Site.Device device = front.site.admitted("beside", Algorithm.ES256);
    List<String> told = withstands("hello", HALF_OPEN, door.getPort());
    assertTrue(told.stream().allMatch(each -> each.startsWith("Answered ")), told::toString);
    try (CoapThing thing = new CoapThing(device, front.gateway)) {
      // Those that stopped a moment ago still wait at the door.
      assertTrue(thing.octets("attest/request", Bytes.EMPTY).length() > 0);
    }
  }

  @Test
  void whoPublishesAsFastAsItCanIsToldPutOutAndHoldsUpNobody() throws Exception {
    List<String> told = withstands("flood", 1);
    assertTrue(told.stream().anyMatch(each -> each.startsWith("Told 151 ")), told::toString);
    assertTrue(
        told.stream().anyMatch(each -> each.contains("it may come back in")), told::toString);
  }

  @Test
  void whoHeedsNoRefusalIsToldPutOutAndHoldsUpNobody() throws Exception {
    List<String> told = withstands("flood-told", 1);
    assertTrue(told.stream().anyMatch(each -> each.startsWith("Told 1")), told::toString);
  }
}
