package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.Numbers;
import birthmark.contracts.Contracts;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.engine.Clock;
import birthmark.node.store.FolderLock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class FolderCommandsTest {
  @TempDir Path parent;

  private Path data() {
    return parent.resolve("data");
  }

  private NodeFolder folder() {
    return new NodeFolder(data(), Map.of());
  }

  /** A ledger in a folder, as a node that was started and stopped leaves it. */
  private void founded() throws Exception {
    NodeFolder folder = folder();
    try (NodeFolder.Opened opened = folder.open(Clock.system())) {
      Numbers numbers = opened.numbers().numbers(opened.genesis().network());
      new LedgerKeeper(
              new LedgerKeeper.Places(folder.ledger(), folder.index(), folder.scratch()),
              Contracts.rulebook(),
              opened.genesis(),
              opened.checkpoint(),
              (blocks, machine) ->
                  NodeStatements.above(blocks, machine, opened.statements(), numbers),
              Clock.system())
          .close();
    }
  }

  /** What a command said. */
  private record Said(int status, String out, String err) {}

  private static Said run(String name, Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    FolderCommand.Surroundings around =
        new FolderCommand.Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of());
    List<String> all = Arrays.stream(words).map(Object::toString).toList();
    int status = FolderCommands.run(name, FolderCommands.named(name).orElseThrow(), all, around);
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Json member(Said said, String name) throws Exception {
    Json.Obj document = (Json.Obj) JsonReader.read(said.out());
    return document.member(name).orElseThrow();
  }

  @Test
  void fsckOfAWholeLedgerSaysWhereItStands() throws Exception {
    founded();
    Said said = run("fsck", "--data", data());
    assertEquals(FolderCommand.DONE, said.status(), said.err());
    assertTrue(said.out().contains("is whole: block "), said.out());
    Said machine = run("fsck", "--data", data(), "--json");
    assertEquals(new Json.Bool(true), member(machine, "whole"));
    assertEquals(new Json.Arr(List.of()), member(machine, "damage"));
    assertTrue(Files.notExists(folder().scratch()), "nothing is left behind");
  }

  @Test
  void fsckOfADamagedLedgerSaysWhatToDo() throws Exception {
    founded();
    try (var files = Files.list(folder().ledger())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        byte[] octets = Files.readAllBytes(file);
        if (octets.length > 0) {
          octets[octets.length / 4] ^= 1;
          Files.write(file, octets);
        }
      }
    }
    Said said = run("fsck", "--data", data());
    assertEquals(FolderCommand.DAMAGED, said.status(), said.err());
    assertTrue(said.out().contains("birthmark restore --from"), said.out());
    Said machine = run("fsck", "--data", data(), "--json");
    assertEquals(FolderCommand.DAMAGED, machine.status());
    assertEquals(new Json.Bool(false), member(machine, "whole"));
  }

  @Test
  void aFolderInUseIsLeftAlone() throws Exception {
    founded();
    try (FolderLock _ = folder().lock()) {
      Said said = run("fsck", "--data", data());
      assertEquals(FolderCommand.LOCAL, said.status());
      assertTrue(said.err().contains("Another node runs on"), said.err());
      assertEquals("", said.out());
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithTheWayOut() {
    Said option = run("fsck", "--dta", data());
    assertEquals(FolderCommand.USAGE, option.status());
    assertTrue(option.err().contains("there is no option --dta"), option.err());
    assertEquals(FolderCommand.USAGE, run("fsck", "--data").status());
    Said nowhere = run("fsck", "--data", parent.resolve("nowhere"));
    assertEquals(FolderCommand.LOCAL, nowhere.status());
    assertTrue(nowhere.err().contains("holds no ledger"), nowhere.err());
    assertTrue(Files.notExists(parent.resolve("nowhere")), "a check makes nothing");
    assertEquals(Optional.empty(), FolderCommands.named("start"));
  }

  @Test
  void everyCommandExplainsItsOptions() {
    for (String name : FolderCommands.names()) {
      FolderCommand command = FolderCommands.named(name).orElseThrow();
      Said said = run(name, "--help");
      assertEquals(FolderCommand.DONE, said.status());
      assertTrue(said.out().startsWith("birthmark " + name), said.out());
      command.valued().forEach(option -> assertTrue(said.out().contains(option), option));
      command.alone().forEach(option -> assertTrue(said.out().contains(option), option));
    }
  }
}
