package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Identifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceImportTest {
  private static final PartyId OWNER = new PartyId(Sha256.of(Bytes.EMPTY));

  @TempDir private Path folder;

  private DeviceImport.Read read(String... lines) throws IOException, ClientException {
    Path csv = folder.resolve("devices.csv");
    Files.write(csv, List.of(lines));
    return DeviceImport.read(csv, OWNER, Identifier.Public::new);
  }

  private static Map<KnownDevice.Id, KnownDevice> known(KnownDevice device) {
    return Map.of(
        KnownDevice.Id.of(OWNER, new KnownDevice.Device(device.identifier(), device.product())),
        device);
  }

  @Test
  void aTableOfDevicesIsReadWhole() throws Exception {
    DeviceImport.Read read =
        read(
            "Kind,Identifier,Product",
            "mac,00:1b:44:11:3a:b7,\"boiler, old\"",
            "",
            "serial,17,pump");
    assertEquals(List.of(), read.bad());
    assertEquals(2, read.ready().orElseThrow().count());
  }

  @Test
  void everyBadLineIsToldWithItsNumberAndReasonAndThenNothingIsReady() throws Exception {
    DeviceImport.Read read =
        read(
            "kind,identifier,product",
            "mac,00:1b:44:11:3a:b7,boiler",
            "mac,00:1b:44:11:3a,boiler",
            "imei,490154203237519,tracker",
            "barcode,17,pump",
            "serial,18",
            "mac,001B44113AB7,boiler",
            "serial,19," + "x".repeat(81));
    assertTrue(read.ready().isEmpty());
    assertEquals(
        List.of(3L, 4L, 5L, 6L, 7L, 8L),
        read.bad().stream().map(DeviceImport.BadLine::line).toList());
    assertTrue(read.bad().get(0).why().contains("MAC address"), read.bad().toString());
    assertTrue(read.bad().get(1).why().contains("check digit"), read.bad().toString());
    assertTrue(read.bad().get(2).why().contains("no kind of identifier"), read.bad().toString());
    assertTrue(read.bad().get(4).why().contains("line 2 already"), read.bad().toString());
  }

  @Test
  void whatTheLedgerKnowsJustSoIsLeftAsItIsAndWhatItKnowsOtherwiseIsABadLine() throws Exception {
    DeviceImport table =
        read("kind,identifier,product", "mac,00:1b:44:11:3a:b7,boiler", "serial,17,pump")
            .ready()
            .orElseThrow();
    Identifier mac = new Identifier.Public(Identifier.Kind.MAC, "001B44113AB7");
    DeviceImport.Compared some =
        table.compare("plant", known(new KnownDevice(mac, "boiler", "plant", 7)));
    assertEquals(1, some.known());
    assertEquals(List.of("pump"), some.missing().stream().map(each -> each.product()).toList());
    for (KnownDevice other :
        List.of(
            new KnownDevice(mac, "boiler", "meters", 7),
            new KnownDevice(mac, "kettle", "plant", 7))) {
      List<DeviceImport.BadLine> bad = table.compare("plant", known(other)).bad();
      assertEquals(List.of(2L), bad.stream().map(DeviceImport.BadLine::line).toList());
      assertTrue(bad.getFirst().why().contains(other.segment()), bad.toString());
      assertTrue(bad.getFirst().why().contains(other.product()), bad.toString());
    }
  }

  @Test
  void aTableWithoutItsColumnsOrWithoutDevicesIsNone() throws Exception {
    assertEquals(1, read("mac,00:1b:44:11:3a:b7,boiler").bad().getFirst().line());
    assertTrue(read("kind,identifier,product").ready().isEmpty());
  }

  @Test
  @Tag("long")
  void oneBadLineOfAMillionIsToldAndNothingIsReady() throws Exception {
    String[] lines = new String[1_000_001];
    lines[0] = "kind,identifier,product";
    for (int i = 1; i < lines.length; i++) {
      lines[i] = "serial," + i + ",pump";
    }
    lines[777_777] = "serial,777777";
    DeviceImport.Read read = read(lines);
    assertTrue(read.ready().isEmpty());
    assertEquals(List.of(777_778L), read.bad().stream().map(DeviceImport.BadLine::line).toList());
  }
}
