package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.merkle.MerkleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchPreparationTest {
  private static final Bytes NETWORK = Bytes.fromHex("5a".repeat(32));
  private static final ModelId MODEL = new ModelId("acme:cam");
  private static final Timestamp MADE = Timestamp.parse("2026-11-01T00:00:00Z");
  private static final Map<String, String> COMMON =
      Map.of("batch", "B1", "made-at", "NLRTM", "made", MADE.toString());
  private static final String HEADER = "Serial,signing,agreement,possession";

  @TempDir private Path folder;

  private final List<SigningKey> keys = new ArrayList<>();
  private final List<CoseKey> agreements = new ArrayList<>();

  private void keys(int count) throws GeneralSecurityException {
    KeyPairGenerator signing = KeyPairGenerator.getInstance("Ed25519");
    KeyPairGenerator agreeing = KeyPairGenerator.getInstance("X25519");
    for (int i = 0; i < count; i++) {
      keys.add(JdkSigningKey.of(signing.generateKeyPair()));
      agreements.add(
          JdkSignatures.coseKey(agreeing.generateKeyPair().getPublic(), CoseKey.Use.AGREE));
    }
  }

  private String line(int index, boolean proven) {
    SigningKey key = keys.get(index);
    CoseKey agreement = agreements.get(index);
    Certificate certificate =
        new Certificate(
            key.publicKey(),
            agreement,
            MODEL,
            "B1",
            "NLRTM",
            MADE,
            Assurance.SELF_REPORTED,
            List.of(new Identifier.Public(Identifier.Kind.SERIAL, "SN \"" + index + "\"")),
            List.of());
    String proof = proven ? ThingTransaction.Birth.claim(NETWORK, certificate).sign(key).hex() : "";
    return "\"SN \"\""
        + index
        + "\"\"\","
        + key.publicKey().encode().hex()
        + ","
        + agreement.encode().hex()
        + ","
        + proof;
  }

  private Path table(List<String> lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(lines);
    return Files.write(folder.resolve("table.csv"), all);
  }

  private BatchPreparation preparation(Path csv, String to, BatchPreparation.Watch watch) {
    return new BatchPreparation(
        csv, folder.resolve(to), NETWORK, MODEL, COMMON, Identifier.Public::new, watch);
  }

  private static BatchFolder prepared(BatchPreparation.Result result) {
    return assertInstanceOf(BatchPreparation.Prepared.class, result).batch();
  }

  @Test
  void eachThingOfATableHasAPathOfItsOwnToTheRoot() throws Exception {
    keys(5);
    Path csv =
        table(List.of(line(0, true), line(1, false), line(2, true), line(3, true), line(4, true)));
    BatchFolder batch = prepared(preparation(csv, "batch", (_, _, _) -> {}).run());
    assertEquals(batch.batch(), BatchFolder.open(folder.resolve("batch")).batch());
    assertEquals(5, batch.batch().count());
    MerkleTree tree = batch.tree();
    List<Integer> proven = new ArrayList<>();
    batch.visit(
        0,
        item -> {
          assertEquals(keys.get(item.index()).publicKey(), item.certificate().signing());
          ThingTransaction.ClaimBirth claim = batch.claim(tree, item, Bytes.fromHex("00"));
          assertEquals(
              LogVerdict.HOLDS,
              LogProof.verifyInclusion(
                  LogTree.leafHash(Certificate.CODEC.encode(claim.certificate())),
                  claim.index(),
                  batch.batch().count(),
                  claim.path().stream().map(each -> each.hash()).toList(),
                  claim.root()));
          item.possession().ifPresent(_ -> proven.add(item.index()));
        });
    assertEquals(List.of(0, 2, 3, 4), proven);
  }

  @Test
  void everyBadLineIsToldWithItsNumberAndThereIsNoBatch() throws Exception {
    keys(8);
    Path csv =
        table(
            List.of(
                line(0, true),
                line(1, true).replace("SN", "SM"),
                line(2, true),
                line(0, true),
                line(3, true) + ",more",
                line(4, false).replaceFirst("a4", "zz"),
                line(5, true).replace("\"SN \"\"5\"\"\"", "\"SN"),
                line(6, false).replaceFirst(agreements.get(6).encode().hex(), "00".repeat(32)),
                line(7, false).replace("SN \"\"7\"\"", "SN \"\"2\"\"")));
    BatchPreparation.BadLines bad =
        assertInstanceOf(
            BatchPreparation.BadLines.class, preparation(csv, "batch", (_, _, _) -> {}).run(2));
    assertEquals(
        List.of("3", "5", "6", "7", "8", "9", "10"),
        bad.first().stream().map(line -> line.substring(0, line.indexOf(','))).toList());
    assertEquals(7, bad.count());
    List<String> why = bad.first();
    assertTrue(why.get(0).contains("possession"), why.get(0));
    assertTrue(why.get(1).contains("a line before has its signing key"), why.get(1));
    assertTrue(why.get(2).contains("5 fields"), why.get(2));
    assertTrue(why.get(3).contains("hexadecimal"), why.get(3));
    assertTrue(why.get(4).contains("quotation mark"), why.get(4));
    assertTrue(why.get(5).contains("unsound"), why.get(5));
    assertTrue(why.get(6).contains("its serial"), why.get(6));
    assertFalse(BatchFolder.isIn(folder.resolve("batch")));
    Path mended = table(List.of(line(0, true), line(2, true)));
    assertEquals(
        2,
        prepared(preparation(mended, "batch", (_, _, _) -> {}).run()).batch().count(),
        "a mended table begins anew in the same folder");
  }

  @Test
  void whoIsStoppedAnywhereGoesOnToTheSameBatch() throws Exception {
    keys(9);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      lines.add(line(i, i % 2 == 0));
    }
    Path csv = table(lines);
    BatchFolder whole = prepared(preparation(csv, "whole", (_, _, _) -> {}).run());
    for (int stop = 1; stop <= 4; stop++) {
      String to = "stopped-" + stop;
      long limit = 2L * stop;
      assertThrows(
          IllegalStateException.class,
          () ->
              preparation(
                      csv,
                      to,
                      (read, _, _) -> {
                        if (read >= limit) {
                          throw new IllegalStateException("stopped");
                        }
                      })
                  .run(2));
      // What a part that was cut off left behind the last whole one.
      Files.write(
          folder.resolve(to).resolve("things"), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
      List<Long> seen = new ArrayList<>();
      BatchFolder again = prepared(preparation(csv, to, (read, _, _) -> seen.add(read)).run(2));
      assertEquals(Math.min(9, limit + 2), seen.getFirst(), "it goes on and does not begin anew");
      assertEquals(whole.batch(), again.batch());
    }
  }

  @Test
  void aTableWhoseColumnsAreNotUnderstoodIsNotRead() throws Exception {
    for (String header :
        List.of("signing", "signing,agreement,colour", "signing,signing,agreement", "\"signing")) {
      Path csv = Files.write(folder.resolve("t.csv"), List.of(header));
      ClientException refused =
          assertThrows(ClientException.class, () -> preparation(csv, "x", (_, _, _) -> {}).run());
      assertTrue(refused.what().startsWith("line 1"), refused.what());
    }
  }

  @Test
  void aFolderThatWasChangedIsNotUploaded() throws Exception {
    keys(2);
    BatchFolder batch =
        prepared(
            preparation(table(List.of(line(0, true), line(1, true))), "b", (_, _, _) -> {}).run());
    Path things = folder.resolve("b").resolve("things");
    byte[] octets = Files.readAllBytes(things);
    for (int at : List.of(20, octets.length / 2 + 20)) {
      byte[] changed = octets.clone();
      changed[at] ^= 1;
      Files.write(things, changed);
      assertThrows(ClientException.class, batch::tree, "octet " + at);
    }
  }
}
