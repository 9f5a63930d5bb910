package birthmark.gateway.app;

import birthmark.testing.SharedData;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Somebody on the network, a process of its own: {@code attack.py}. */
final class Attacker {
  private static final Path SCRIPT =
      SharedData.root().resolve("gateway/src/test/resources/attacks/attack.py");
  private static final int NOT_PERMITTED = 77;

  private final List<String> place;

  private Attacker(List<String> place) {
    this.place = place;
  }

  /** One on this machine. */
  static Attacker here() {
    return new Attacker(List.of());
  }

  /** One in the network namespace {@code name}. */
  static Attacker in(String name) {
    return new Attacker(List.of("ip", "netns", "exec", name));
  }

  /** Starts it with {@code words}. */
  Process started(String... words) throws Exception {
    List<String> command = new ArrayList<>(place);
    command.addAll(List.of("python3", SCRIPT.toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** What it came to, given {@code datagrams}. */
  String attacked(List<byte[]> datagrams, String... words) throws Exception {
    Process process = started(words);
    try (OutputStream in = process.getOutputStream()) {
      for (byte[] each : datagrams) {
        in.write((HexFormat.of().formatHex(each) + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
    return said(process);
  }

  /** What it said, once it has ended well. */
  static String said(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status == NOT_PERMITTED && !"true".equals(System.getenv("CI"))) {
      Assumptions.abort("this user may not make datagrams of others");
    }
    Assertions.assertEquals(0, status, said);
    return said.strip();
  }
}
