package birthmark.client.mud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real usage descriptions as filters, tried by packets between network namespaces. */
@Tag("real")
class FlowsTest {
  private static final Path SCRIPT =
      Path.of("src/test/resources/birthmark/client/mud/flows.py").toAbsolutePath();

  private static final long OCTETS_PER_SECOND = 20_000;

  @TempDir private Path folder;

  private static Filter filter(boolean keepLocal, OptionalLong octetsPerSecond) {
    return new Filter(
        "p0",
        "02:00:00:00:00:01",
        List.of("10.66.0.1", "fd66::1"),
        List.of("10.66.0.1", "fd66::1"),
        List.of(),
        keepLocal,
        List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fe80::/10", "fc00::/7"),
        Set.of(),
        Optional.empty(),
        false,
        false,
        octetsPerSecond);
  }

  private void prepare(Path profile, boolean keepLocal, OptionalLong octetsPerSecond)
      throws IOException, MudException {
    byte[] octets = Files.readAllBytes(profile);
    Nftables nftables =
        new Nftables(MudFile.parse(Bytes.copyOf(octets)), filter(keepLocal, octetsPerSecond));
    String name =
        profile.getFileName().toString().replace(".json", "")
            + (keepLocal ? "-local" : "")
            + (octetsPerSecond.isPresent() ? "-slow" : "");
    if (octetsPerSecond.isPresent()) {
      Files.writeString(
          folder.resolve(name + ".rate"), String.valueOf(octetsPerSecond.getAsLong()));
    }
    Files.write(folder.resolve(name + ".json"), octets);
    Files.writeString(folder.resolve(name + ".nft"), nftables.ruleset());
    Files.writeString(folder.resolve(name + ".dnsmasq"), nftables.dnsmasq());
    Files.writeString(folder.resolve(name + ".keep"), keepLocal ? "yes" : "no");
  }

  private static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.file("10-mud"))) {
      return files.filter(file -> !file.endsWith("EXPECTED.json")).sorted().toList();
    }
  }

  /** Whether this machine lets a test make networks; CI must. */
  private static boolean canMakeNetworks() throws IOException, InterruptedException {
    Process id = new ProcessBuilder("id", "-u").start();
    boolean root =
        new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .strip()
            .equals("0");
    boolean tools = id.waitFor() == 0;
    for (String tool : List.of("nft", "dnsmasq", "ip")) {
      tools &=
          Stream.of("/usr/sbin", "/sbin", "/usr/bin")
              .anyMatch(in -> Files.exists(Path.of(in, tool)));
    }
    return root && tools;
  }

  private static void abortWhereNoNetworksCanBeMade() throws IOException, InterruptedException {
    if (!canMakeNetworks()) {
      assertFalse("true".equals(System.getenv("CI")), "CI needs root, ip, nft and dnsmasq");
      Assumptions.abort("needs root, ip, nft and dnsmasq");
    }
  }

  @Test
  void everyListedFlowPassesAndNoNearMissDoes() throws Exception {
    abortWhereNoNetworksCanBeMade();
    List<Path> profiles = profiles();
    assertEquals(18, profiles.size());
    for (Path profile : profiles) {
      prepare(profile, false, OptionalLong.empty());
      prepare(profile, true, OptionalLong.empty());
    }
    List<String> said = tried();
    assertEquals(36, said.size(), said::toString);
    assertTrue(
        said.stream().allMatch(line -> line.contains("'near miss dropped'")), said::toString);
    assertTrue(said.toString().contains("'taken away dropped'"), said::toString);
  }

  @Test
  void aHijackedDeviceSendsNoMoreThanItsOperatorLets() throws Exception {
    abortWhereNoNetworksCanBeMade();
    prepare(SharedData.file("10-mud/amazonEchoMud.json"), true, OptionalLong.of(OCTETS_PER_SECOND));
    List<String> said = tried();
    assertEquals(1, said.size(), said::toString);
  }

  /** What the trial of all that was prepared says. */
  private List<String> tried() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("python3", SCRIPT.toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertFalse(said.contains("WRONG"), said);
    return said.lines().toList();
  }
}
