package birthmark.client.sdk;

import static birthmark.client.sdk.NotesLog.bundle;
import static birthmark.client.sdk.NotesLog.genesis;
import static birthmark.client.sdk.NotesLog.grow;
import static birthmark.client.sdk.NotesLog.mirror;
import static birthmark.client.sdk.NotesLog.note;
import static birthmark.client.sdk.NotesLog.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.LogWatch.Look;
import birthmark.finality.ReplicaSet;
import birthmark.merkle.TilePath;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.testing.NotesLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWatchTest {
  @TempDir private Path folder;
  private final NotesLedger notes = new NotesLedger(2, 100_000, 5);

  private Look look(Path at, Optional<Note> before) throws IOException, InterruptedException {
    return new LogWatch(new OfflineVerifier(genesis(notes)), LogSource.of(at)).look(before);
  }

  private static Note consistent(Look look) {
    return assertInstanceOf(Look.Consistent.class, look, look::toString).note();
  }

  private static String inconsistent(Look look) {
    return assertInstanceOf(Look.Inconsistent.class, look, look::toString).sentence();
  }

  @Test
  void aLogThatOnlyGrowsIsFollowed() throws Exception {
    Optional<Note> held = Optional.empty();
    for (int blocks : List.of(0, 1, 3, 124, 130, 300)) {
      grow(notes, (int) size(notes) / 2 - 1, blocks, "text");
      mirror(notes, folder);
      Note now = consistent(look(folder, held));
      assertEquals(size(notes), Checkpoint.of(now).size());
      held = Optional.of(now);
    }
  }

  @Test
  void aLogRolledBackAndRegrownDifferentlyIsCaught() throws Exception {
    grow(notes, 0, 150, "text");
    Note before = note(notes, size(notes));
    NotesLedger again = new NotesLedger(2, 100_000, 5);
    grow(again, 0, 100, "text");
    mirror(again, folder);
    assertTrue(inconsistent(look(folder, Optional.of(before))).contains("does not begin"));
    grow(again, 100, 50, "other");
    mirror(again, folder.resolve("same"));
    assertTrue(
        inconsistent(look(folder.resolve("same"), Optional.of(before))).contains("one size"));
    grow(again, 150, 50, "other");
    mirror(again, folder.resolve("longer"));
    Look look = look(folder.resolve("longer"), Optional.of(before));
    assertTrue(inconsistent(look).contains("does not begin"));
    assertEquals(before, ((Look.Inconsistent) look).before());
    assertEquals(note(again, size(again)), ((Look.Inconsistent) look).now());
  }

  @Test
  void tilesThatDoNotLeadToTheCheckpointAreCaught() throws Exception {
    grow(notes, 0, 150, "text");
    mirror(notes, folder);
    Path tile = folder.resolve("tile/0/001.p/46");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[7] ^= 1;
    Files.write(tile, hashes);
    assertTrue(inconsistent(look(folder, Optional.empty())).contains("do not lead"));
    Files.delete(tile);
    assertTrue(inconsistent(look(folder, Optional.empty())).contains("do not lead"));
  }

  @Test
  void aCheckpointThatNoReplicaSignedIsRefused() throws Exception {
    grow(notes, 0, 3, "text");
    mirror(notes, folder);
    Note stranger = note(notes, size(notes), notes.founders().get(1));
    Files.write(folder.resolve("checkpoint"), stranger.encode().toByteArray());
    assertInstanceOf(Look.Refused.class, look(folder, Optional.empty()));
    Files.write(folder.resolve("checkpoint"), "nonsense".getBytes(StandardCharsets.UTF_8));
    assertInstanceOf(Look.Refused.class, look(folder, Optional.empty()));
    assertInstanceOf(Look.Refused.class, look(folder.resolve("nowhere"), Optional.empty()));
  }

  @Test
  void aMirrorGoesOnWhereItEnded() throws Exception {
    grow(notes, 0, 200, "text");
    mirror(notes, folder);
    grow(notes, 200, 200, "text");
    List<TilePath> fetched = new ArrayList<>();
    long copied =
        new LogMirror(folder)
            .copy(
                note(notes, size(notes)),
                path -> {
                  fetched.add(path);
                  return bundle(notes, path);
                });
    assertEquals(List.of(1L, 2L, 3L), fetched.stream().map(TilePath::index).toList());
    assertEquals(size(notes) - 256, copied);
    consistent(look(folder, Optional.empty()));
  }

  @Test
  void entriesThatTheCheckpointDoesNotSignForAreNotPublished() {
    grow(notes, 0, 20, "text");
    NotesLedger other = new NotesLedger(2, 100_000, 5);
    grow(other, 0, 20, "other");
    LogMirror mirror = new LogMirror(folder);
    assertThrows(
        ClientException.class,
        () -> mirror.copy(note(notes, size(notes)), path -> bundle(other, path)));
    assertFalse(Files.exists(folder.resolve("checkpoint")));
  }

  /** Software that is not ours: go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4. */
  @Test
  @Tag("real")
  void tesserasFsckFollowsTheMirrorFromStartToEnd() throws Exception {
    Path fsck = fsck();
    grow(notes, 0, 400, "text");
    mirror(notes, folder.resolve("log"));
    Path key = folder.resolve("key");
    Files.writeString(
        key, LogWatch.checkpointKeys(ReplicaSet.of(genesis(notes))).getFirst().encode());
    String root = notes.ledger().tip().log().root().hex();
    assertTrue(told(fsck, key).contains("Successfully fsck'd log with size 802"), root);
    Path bundle = folder.resolve("log/tile/entries/001");
    byte[] octets = Files.readAllBytes(bundle);
    octets[octets.length - 1] ^= 1;
    Files.write(bundle, octets);
    String told = told(fsck, key);
    assertTrue(told.contains("fsck failed") && !told.contains("Successfully"), told);
  }

  private static Path fsck() {
    String home = System.getProperty("user.home");
    Path fsck = Path.of(System.getProperty("birthmark.fsck", home + "/go/bin/fsck"));
    Assumptions.assumeTrue(
        Files.isExecutable(fsck),
        "install it: go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4");
    return fsck;
  }

  /** What it tells: its exit status is 0 whatever it finds. */
  private String told(Path fsck, Path key) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                fsck.toString(),
                "--ui=false",
                // With one worker alone version 1.0.4 waits for ever once it found something.
                "-N=4",
                "--storage_url=file://" + folder.resolve("log"),
                "--public_key=" + key)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("fsck.log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return Files.readString(folder.resolve("fsck.log"));
  }
}
