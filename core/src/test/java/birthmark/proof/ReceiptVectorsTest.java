package birthmark.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.proof.ReceiptCheck.Proven;
import birthmark.proof.ReceiptCheck.Refused;
import birthmark.testing.Golden;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Golden receipts of a log of 300 entries, good and bad. */
class ReceiptVectorsTest {
  private final Ledger ledger = new Ledger(Algorithm.ED25519, 7, 300);
  private final List<Json> cases = new ArrayList<>();

  private static Path file() {
    return SharedData.root().resolve("spec/vectors/receipts/receipts.json");
  }

  private void add(String name, Bytes entry, Bytes receipt) {
    ReceiptVerifier verifier = new ReceiptVerifier(ledger.anchor(), new JdkSignatures());
    Json.ObjectBuilder made =
        Json.object().put("name", name).put("entry", entry.hex()).put("receipt", receipt.hex());
    switch (verifier.verify(entry, receipt)) {
      case Proven proven -> {
        made.put("index", proven.index()).put("size", proven.size());
        made.put("root", proven.root().hex());
        proven.claims().issuer().ifPresent(issuer -> made.put("issuer", issuer));
        proven.claims().subject().ifPresent(subject -> made.put("subject", subject));
      }
      case Refused refused -> made.put("refused", refused.reason().name());
    }
    cases.add(made.build());
  }

  private Bytes issue(Receipt.Inclusion inclusion, Bytes root, Note checkpoint) {
    return Receipt.issue(ledger.receiptKey, Receipt.Claims.NONE, inclusion, root, checkpoint)
        .encode();
  }

  @Test
  void octetsAreTheGoldenOnes() throws IOException {
    Receipt.Claims claims =
        new Receipt.Claims(Optional.of("https://ledger.example"), Optional.of("urn:thing:1"));
    Bytes entry = ledger.entries.get(100);
    Receipt good = ledger.receipt(100, 300, claims);
    add("with an issuer and a subject", entry, good.encode());
    add("without claims", entry, ledger.receipt(100, 300, Receipt.Claims.NONE).encode());
    add("the only entry", ledger.entries.get(0), ledger.receipt(0, 1, claims).encode());
    add("the last entry", ledger.entries.get(299), ledger.receipt(299, 300, claims).encode());
    Checkpoint checkpoint = ledger.checkpoint(300);
    Note note = ledger.signer.note(checkpoint);
    Bytes root = checkpoint.root();
    CheckpointSigner witness =
        CheckpointSigner.cosigner(
            "witness.example", Ledger.key(Algorithm.ED25519, 70), 1_700_000_000);
    Receipt.Inclusion inclusion = good.inclusion();
    add(
        "with a witness's cosignature",
        entry,
        issue(inclusion, root, note.with(witness.sign(checkpoint))));

    add("of another entry", ledger.entries.get(101), good.encode());
    add("cut", entry, good.encode().slice(0, good.encode().length() - 1));
    add("with an octet after it", entry, good.encode().concat(Bytes.fromHex("00")));
    add("with the tag missing", entry, good.encode().slice(1, good.encode().length()));
    Note text = new Note("not a checkpoint\n", note.signatures());
    add("with a note that is no checkpoint", entry, issue(inclusion, root, text));
    Checkpoint elsewhere = new Checkpoint("other.example", 300, root);
    add("of another log", entry, issue(inclusion, root, ledger.signer.note(elsewhere)));
    Ledger stranger = new Ledger(Algorithm.ED25519, 8, 300);
    add("by another log", entry, stranger.receipt(100, 300, claims).encode());
    Note altered = new Note(ledger.checkpoint(299).text(), note.signatures());
    add("with another checkpoint's signature", entry, issue(inclusion, root, altered));
    Note smaller = ledger.signer.note(ledger.checkpoint(299));
    add("for another size", entry, issue(inclusion, root, smaller));
    Receipt.Inclusion shorter = new Receipt.Inclusion(300, 100, inclusion.path().subList(1, 9));
    add("with a hash missing", entry, issue(shorter, root, note));
    Receipt.Inclusion beyond = new Receipt.Inclusion(300, 300, inclusion.path());
    add("with an index beyond the log", entry, issue(beyond, root, note));
    Receipt.Inclusion reversed = new Receipt.Inclusion(300, 100, inclusion.path().reversed());
    add("with its path reversed", entry, issue(reversed, root, note));
    Receipt byOther = Receipt.issue(stranger.receiptKey, claims, inclusion, root, note);
    add("signed by another key", entry, byOther.encode());
    byte[] renamed = good.encode().toByteArray();
    renamed[6] = 0x26;
    add("with another algorithm", entry, Bytes.ofOwned(renamed));
    add("signed over another root", entry, issue(inclusion, ledger.checkpoint(299).root(), note));

    TrustAnchor anchor = ledger.anchor();
    CborWriter key = new CborWriter();
    anchor.receiptKey().write(key);
    Golden.check(
        file(),
        Json.object()
            .put("origin", anchor.origin())
            .put("checkpointKey", anchor.checkpointKey().encode())
            .put("receiptKey", key.toBytes().hex())
            .put("cases", new Json.Arr(cases))
            .build());
  }

  @Test
  void theGoldenReceiptsAreProvenOrRefusedAsListed() throws IOException {
    Json.Obj golden = (Json.Obj) JsonReader.read(Files.readString(file()));
    TrustAnchor anchor =
        new TrustAnchor(
            text(golden, "origin").orElseThrow(),
            NoteKey.decode(text(golden, "checkpointKey").orElseThrow()),
            CoseKey.read(new CborReader(octets(golden, "receiptKey"))));
    ReceiptVerifier verifier = new ReceiptVerifier(anchor, new JdkSignatures());
    List<Json> listed = ((Json.Arr) golden.member("cases").orElseThrow()).elements();
    for (Json each : listed) {
      Json.Obj one = (Json.Obj) each;
      String name = text(one, "name").orElseThrow();
      switch (verifier.verify(octets(one, "entry"), octets(one, "receipt"))) {
        case Proven proven -> {
          assertEquals(new Json.Int(proven.index()), one.member("index").orElseThrow(), name);
          assertEquals(new Json.Int(proven.size()), one.member("size").orElseThrow(), name);
          assertEquals(octets(one, "root"), proven.root(), name);
          assertEquals(text(one, "issuer"), proven.claims().issuer(), name);
          assertEquals(text(one, "subject"), proven.claims().subject(), name);
        }
        case Refused refused ->
            assertEquals(text(one, "refused"), Optional.of(refused.reason().name()), name);
      }
    }
    assertEquals(20, listed.size());
  }

  private static Optional<String> text(Json.Obj each, String name) {
    return each.member(name).map(value -> ((Json.Text) value).value());
  }

  private static Bytes octets(Json.Obj each, String name) {
    return Bytes.fromHex(text(each, name).orElseThrow());
  }
}
