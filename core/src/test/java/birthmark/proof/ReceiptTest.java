package birthmark.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.proof.ReceiptCheck.Proven;
import birthmark.proof.ReceiptCheck.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiptTest {
  private static final Signatures SIGNATURES = new JdkSignatures();
  private static final Receipt.Claims CLAIMS =
      new Receipt.Claims(Optional.of("https://ledger.example"), Optional.of("urn:thing:1"));

  private final Ledger ledger = new Ledger(Algorithm.ED25519, 1, 300);
  private final ReceiptVerifier verifier = new ReceiptVerifier(ledger.anchor(), SIGNATURES);

  private static ReceiptRefusal refusal(ReceiptCheck check) {
    Refused refused = assertInstanceOf(Refused.class, check);
    assertTrue(refused.sentence().startsWith(refused.reason().sentence()));
    return refused.reason();
  }

  private Receipt issue(Receipt.Inclusion inclusion, Checkpoint checkpoint) {
    return Receipt.issue(
        ledger.receiptKey,
        Receipt.Claims.NONE,
        inclusion,
        checkpoint.root(),
        ledger.signer.note(checkpoint));
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "ES256", "ML_DSA_65"})
  void aReceiptProvesItsEntryOffline(Algorithm algorithm) {
    Ledger other = new Ledger(algorithm, 40, 20);
    ReceiptVerifier offline = new ReceiptVerifier(other.anchor(), SIGNATURES);
    for (int index = 0; index < 20; index += 7) {
      Bytes receipt = other.receipt(index, 20, CLAIMS).encode();
      Proven proven =
          assertInstanceOf(Proven.class, offline.verify(other.entries.get(index), receipt));
      assertEquals(Ledger.ORIGIN, proven.origin());
      assertEquals(index, proven.index());
      assertEquals(20, proven.size());
      assertEquals(other.checkpoint(20).root(), proven.root());
      assertEquals(CLAIMS, proven.claims());
    }
  }

  @Test
  void aReceiptIsReadBackAsItWasWritten() {
    for (Receipt.Claims claims :
        List.of(
            CLAIMS,
            Receipt.Claims.NONE,
            new Receipt.Claims(Optional.empty(), Optional.of("urn:thing:1")))) {
      Bytes receipt = ledger.receipt(7, 300, claims).encode();
      Receipt read = Receipt.decode(receipt);
      assertEquals(receipt, read.encode());
      assertEquals(claims, read.claims());
    }
  }

  @Test
  void aClaimThatIsNeitherIssuerNorSubjectIsRefused() {
    String receipt = ledger.receipt(7, 300, CLAIMS).encode().toString();
    String issuer = "0fa20176"; // the claims: {1: text of 22, 2: ...}
    assertTrue(receipt.contains(issuer), receipt);
    Bytes other = Bytes.fromHex(receipt.replace(issuer, "0fa20076"));
    assertEquals(ReceiptRefusal.MALFORMED, refusal(verifier.verify(ledger.entries.get(7), other)));
  }

  @Test
  void aReceiptAtTenMillionStatementsIsUnderOneAndAHalfKilobytes() {
    List<Bytes> path = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      path.add(Sha256.of(Bytes.ofOwned(new byte[] {(byte) i})));
    }
    Bytes root = Sha256.of(Bytes.EMPTY);
    Receipt receipt =
        Receipt.issue(
            ledger.receiptKey,
            CLAIMS,
            new Receipt.Inclusion(10_000_000, 9_999_000, path),
            root,
            ledger.signer.note(new Checkpoint(Ledger.ORIGIN, 10_000_000, root)));
    int length = receipt.encode().length();
    assertTrue(length < 1500, length + " octets");
  }

  @Test
  void aReceiptWithAnyBitChangedIsRefused() {
    Bytes entry = ledger.entries.get(200);
    Bytes receipt = ledger.receipt(200, 300, CLAIMS).encode();
    assertInstanceOf(Proven.class, verifier.verify(entry, receipt));
    for (int octet = 0; octet < receipt.length(); octet++) {
      byte[] mutated = receipt.toByteArray();
      mutated[octet] ^= (byte) (1 << octet % 8);
      ReceiptCheck check = verifier.verify(entry, Bytes.ofOwned(mutated));
      assertInstanceOf(Refused.class, check, "octet " + octet);
    }
  }

  @Test
  void aReceiptCutLengthenedOrOfNoiseIsRefused() {
    Bytes entry = ledger.entries.get(3);
    Bytes receipt = ledger.receipt(3, 300, CLAIMS).encode();
    for (int length = 0; length < receipt.length(); length++) {
      assertEquals(
          ReceiptRefusal.MALFORMED, refusal(verifier.verify(entry, receipt.slice(0, length))));
    }
    assertEquals(
        ReceiptRefusal.MALFORMED,
        refusal(verifier.verify(entry, receipt.concat(Bytes.fromHex("00")))));
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertEquals(ReceiptRefusal.MALFORMED, refusal(verifier.verify(entry, Bytes.ofOwned(noise))));
    }
  }

  @Test
  void eachFaultIsRefusedWithItsOwnReason() {
    Bytes entry = ledger.entries.get(5);
    Receipt good = ledger.receipt(5, 300, CLAIMS);
    Receipt.Inclusion inclusion = good.inclusion();
    assertEquals(
        ReceiptRefusal.TOO_LARGE,
        refusal(verifier.verify(entry, Bytes.ofOwned(new byte[120_001]))));
    assertEquals(
        ReceiptRefusal.NOT_INCLUDED,
        refusal(verifier.verify(ledger.entries.get(6), good.encode())));

    Checkpoint checkpoint = ledger.checkpoint(300);
    Checkpoint elsewhere = new Checkpoint("other.example", 300, checkpoint.root());
    assertEquals(
        ReceiptRefusal.WRONG_ORIGIN,
        refusal(verifier.verify(entry, issue(inclusion, elsewhere).encode())));
    assertEquals(
        ReceiptRefusal.WRONG_SIZE,
        refusal(verifier.verify(entry, issue(inclusion, ledger.checkpoint(299)).encode())));
    Receipt.Inclusion longer =
        new Receipt.Inclusion(
            300, 5, List.of(checkpoint.root(), checkpoint.root(), checkpoint.root()));
    assertEquals(
        ReceiptRefusal.PROOF_MALFORMED,
        refusal(verifier.verify(entry, issue(longer, checkpoint).encode())));
    Receipt.Inclusion outside = new Receipt.Inclusion(300, 300, inclusion.path());
    assertEquals(
        ReceiptRefusal.PROOF_MALFORMED,
        refusal(verifier.verify(entry, issue(outside, checkpoint).encode())));

    Ledger stranger = new Ledger(Algorithm.ED25519, 90, 300);
    assertEquals(
        ReceiptRefusal.CHECKPOINT_UNSIGNED,
        refusal(verifier.verify(entry, stranger.receipt(5, 300, CLAIMS).encode())));
    Receipt byStranger =
        Receipt.issue(
            stranger.receiptKey,
            CLAIMS,
            inclusion,
            checkpoint.root(),
            ledger.signer.note(checkpoint));
    assertEquals(ReceiptRefusal.UNKNOWN_KEY, refusal(verifier.verify(entry, byStranger.encode())));

    NoteSignature mine = ledger.signer.sign(checkpoint);
    byte[] flipped = mine.signature().toByteArray();
    flipped[0] ^= 1;
    NoteSignature forged = new NoteSignature(mine.name(), mine.keyHash(), Bytes.ofOwned(flipped));
    Note forgery = new Note(checkpoint.text(), List.of(mine, forged));
    Receipt withForgery =
        Receipt.issue(ledger.receiptKey, CLAIMS, inclusion, checkpoint.root(), forgery);
    assertEquals(
        ReceiptRefusal.CHECKPOINT_SIGNATURE, refusal(verifier.verify(entry, withForgery.encode())));

    Note noCheckpoint = new Note("not a checkpoint\n", List.of(mine));
    Receipt withText =
        Receipt.issue(ledger.receiptKey, CLAIMS, inclusion, checkpoint.root(), noCheckpoint);
    assertEquals(
        ReceiptRefusal.CHECKPOINT_MALFORMED, refusal(verifier.verify(entry, withText.encode())));

    Receipt otherRoot =
        Receipt.issue(
            ledger.receiptKey,
            CLAIMS,
            inclusion,
            ledger.checkpoint(299).root(),
            ledger.signer.note(checkpoint));
    assertEquals(
        ReceiptRefusal.RECEIPT_SIGNATURE, refusal(verifier.verify(entry, otherRoot.encode())));

    byte[] renamed = good.encode().toByteArray();
    int algorithm = 6;
    assertEquals(0x27, renamed[algorithm]);
    renamed[algorithm] = 0x26;
    assertEquals(
        ReceiptRefusal.WRONG_ALGORITHM, refusal(verifier.verify(entry, Bytes.ofOwned(renamed))));
  }
}
