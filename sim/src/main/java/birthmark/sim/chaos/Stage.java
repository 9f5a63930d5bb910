package birthmark.sim.chaos;

import birthmark.contract.Genesis;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The nodes on which faults are played, and how each fault begins and ends. */
final class Stage {
  private static final int LOSS_PERCENT = 15;
  private static final int DELAY_MILLIS = 60;
  private static final Duration SKEW = Duration.ofHours(1);
  private static final int FILLER_OCTETS = 1 << 16;
  private static final List<String> KEPT =
      List.of(
          "genesis.cbor",
          "checkpoint.p12",
          "statements.p12",
          "node.password",
          "founder.p12",
          "founder.password");

  private final Cluster cluster;
  private final Genesis genesis;
  private final Path program;
  private final Wires wires;
  private final boolean filtered;
  private final Optional<Path> smallDisk;
  private final Random random;

  /**
   * A stage.
   *
   * @param genesis what its ledger starts from
   * @param program CometBFT
   * @param filtered whether the kernel's packet filter may be used
   * @param smallDisk the folder of the last node, where it is a disk of its own
   */
  Stage(
      Cluster cluster,
      Genesis genesis,
      Path program,
      Wires wires,
      boolean filtered,
      Optional<Path> smallDisk,
      Random random) {
    this.cluster = cluster;
    this.genesis = genesis;
    this.program = program;
    this.wires = wires;
    this.filtered = filtered;
    this.smallDisk = smallDisk;
    this.random = random;
  }

  /** How a fault that was begun ends. */
  interface Healing {
    void heal() throws IOException, InterruptedException;
  }

  /**
   * A fault that goes on.
   *
   * @param victim which node, counted from 1; 0 for all
   * @param restOn whether the rest is to go on meanwhile
   * @param lying a door that lies, if one does
   */
  record Begun(
      Fault fault, int victim, boolean restOn, Healing healing, Optional<LyingDoor> lying) {
    Begun(Fault fault, int victim, boolean restOn, Healing healing) {
      this(fault, victim, restOn, healing, Optional.empty());
    }
  }

  /** Whether {@code fault} can be played on this machine. */
  boolean can(Fault fault) {
    return switch (fault) {
      case LOSS -> filtered;
      case FULL_DISK -> smallDisk.isPresent();
      default -> true;
    };
  }

  Begun begin(Fault fault) throws IOException, InterruptedException {
    List<ClusterNode> nodes = cluster.nodes();
    int place = fault == Fault.FULL_DISK ? nodes.size() - 1 : random.nextInt(nodes.size());
    ClusterNode node = nodes.get(place);
    return switch (fault) {
      case KILL -> {
        node.kill();
        yield one(fault, place, node::start);
      }
      case WIPE -> {
        node.kill();
        wipe(node.folder());
        yield one(fault, place, node::start);
      }
      case KILL_ALL -> {
        List<ClusterNode> order = shuffled(nodes);
        for (ClusterNode each : order) {
          each.kill();
        }
        yield new Begun(fault, 0, false, () -> startAll(shuffled(nodes)));
      }
      case PAUSE -> {
        signal(node, "-STOP");
        yield one(fault, place, () -> signal(node, "-CONT"));
      }
      case PARTITION -> cutOff(place);
      case LOSS -> {
        PacketFilter.drop(wires.all(), LOSS_PERCENT);
        yield new Begun(fault, 0, true, PacketFilter::clear);
      }
      case DELAY -> {
        wires.all().forEach(wire -> wire.delay(random.nextInt(DELAY_MILLIS)));
        yield new Begun(fault, 0, true, () -> wires.all().forEach(wire -> wire.delay(0)));
      }
      case FULL_DISK -> {
        Path filler = smallDisk.orElseThrow().resolve("filler");
        fill(filler);
        yield one(fault, place, () -> Files.delete(filler));
      }
      case TWIN -> twin(place, node);
      case HOSTILE -> hostile(place, node);
      case LYING_DOOR -> {
        LyingDoor door = new LyingDoor(node, genesis.name());
        yield new Begun(fault, place + 1, true, door::close, Optional.of(door));
      }
      case SKEW -> {
        ClusterNode astray = node.astray(random.nextBoolean() ? SKEW : SKEW.negated());
        node.stop();
        astray.start();
        yield one(
            fault,
            place,
            () -> {
              astray.stop();
              node.start();
            });
      }
      case DELAY_KILL -> {
        Begun late = begin(Fault.DELAY);
        node.kill();
        yield one(fault, place, () -> both(late.healing(), node::start));
      }
      case KILL_PARTITION -> {
        Begun cut = cutOff((place + 1) % nodes.size());
        node.kill();
        yield new Begun(fault, place + 1, false, () -> both(cut.healing(), node::start));
      }
    };
  }

  private static void both(Healing one, Healing other) throws IOException, InterruptedException {
    one.heal();
    other.heal();
  }

  private static Begun one(Fault fault, int place, Healing healing) {
    return new Begun(fault, place + 1, true, healing);
  }

  private List<ClusterNode> shuffled(List<ClusterNode> nodes) {
    List<ClusterNode> order = new ArrayList<>(nodes);
    Collections.shuffle(order, random);
    return order;
  }

  private static void startAll(List<ClusterNode> nodes) throws IOException {
    for (ClusterNode each : nodes) {
      each.start();
    }
  }

  private Begun cutOff(int place) throws IOException, InterruptedException {
    List<Wire> its = wires.of(place);
    if (filtered) {
      PacketFilter.drop(its, 100);
      return one(Fault.PARTITION, place, PacketFilter::clear);
    }
    its.forEach(wire -> wire.hold(true));
    return one(Fault.PARTITION, place, () -> its.forEach(wire -> wire.hold(false)));
  }

  /** Leaves what an operator keeps elsewhere: keys and the genesis. */
  private static void wipe(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        String name = String.valueOf(each.getFileName());
        boolean numbers = name.startsWith("statements.") || name.startsWith("checkpoint.");
        if (!KEPT.contains(name) && !numbers && !name.equals("engine")) {
          Folders.delete(each);
        }
      }
    }
    Folders.delete(folder.resolve("engine").resolve("data"));
  }

  private static void signal(ClusterNode node, String signal)
      throws IOException, InterruptedException {
    Process process = node.process().orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", signal));
    command.add(String.valueOf(process.pid()));
    process.descendants().forEach(child -> command.add(String.valueOf(child.pid())));
    new ProcessBuilder(command).start().waitFor();
  }

  private static void fill(Path filler) throws IOException {
    byte[] octets = new byte[FILLER_OCTETS];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(octets);
      }
    } catch (IOException e) {
      if (Files.size(filler) == 0) {
        throw e;
      }
    }
  }

  /** A node whose folder was copied, with a connection key of its own, beside the first. */
  private Begun twin(int place, ClusterNode node) throws IOException, InterruptedException {
    node.kill();
    Path copy = node.folder().resolveSibling("twin-" + (place + 1));
    ClusterNode twin = node.twin(copy);
    node.start();
    twin.start();
    return one(
        Fault.TWIN,
        place,
        () -> {
          twin.kill();
          TimeUnit.MILLISECONDS.sleep(100);
          Folders.delete(copy);
        });
  }

  /** A node whose engine is one that lies. */
  private Begun hostile(int place, ClusterNode node) throws IOException, InterruptedException {
    Path liar = node.folder().resolveSibling("liar.sh");
    Files.writeString(
        liar,
        "#!/bin/sh\nexec '"
            + ProcessHandle.current().info().command().orElseThrow()
            + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + HostileEngine.class.getName()
            + " '"
            + program
            + "' \"$@\"\n");
    Files.setPosixFilePermissions(liar, PosixFilePermissions.fromString("rwx------"));
    node.kill();
    ClusterNode lying = node.with(liar);
    lying.start();
    return one(
        Fault.HOSTILE,
        place,
        () -> {
          lying.kill();
          node.start();
        });
  }
}
