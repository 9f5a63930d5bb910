package birthmark.sim.world;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What happened, a line each: the same lines for the same seed, or something is not determined. */
public final class Trace {
  private static final long NANOS_A_MICRO = 1_000;
  private static final long MICROS_A_SECOND = 1_000_000;

  private final EventQueue world;
  private final List<String> lines = new ArrayList<>();

  /** An empty trace of {@code world}. */
  public Trace(EventQueue world) {
    this.world = world;
  }

  /** Writes down that something happened now. */
  public void add(String what) {
    long micros = world.nanos() / NANOS_A_MICRO;
    String fraction = String.valueOf(MICROS_A_SECOND + micros % MICROS_A_SECOND).substring(1);
    lines.add(micros / MICROS_A_SECOND + "." + fraction + " " + what);
  }

  /** All lines. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** SHA-256 of all lines. */
  public Bytes hash() {
    Sha256 sha256 = new Sha256();
    for (String line : lines) {
      sha256.add(line.getBytes(StandardCharsets.UTF_8)).add('\n');
    }
    return Bytes.ofOwned(sha256.digest());
  }
}
