package birthmark.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.merkle.LogTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final Signatures SIGNATURES = new JdkSignatures();

  /** The example of C2SP tlog-cosignature, with the log's and a witness's signature. */
  private static final String EXAMPLE =
      """
      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      \u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      \u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
      """;

  private static Bytes utf8(String text) {
    return Bytes.ofOwned(text.getBytes(UTF_8));
  }

  @Test
  void theExampleOfTheStandardIsReadAndWrittenBack() {
    Note note = Note.decode(utf8(EXAMPLE));
    assertEquals(utf8(EXAMPLE), note.encode());
    Checkpoint checkpoint = Checkpoint.of(note);
    assertEquals("example.com/behind-the-sofa", checkpoint.origin());
    assertEquals(20_852_163, checkpoint.size());
    assertEquals(note.text(), checkpoint.text());
    assertEquals("witness.example.com/w1", note.signatures().get(1).name());
    assertEquals("8d66cf3f", note.signatures().get(1).keyHash().hex());
    assertEquals(1_679_315_147, NoteKey.time(note.signatures().get(1).signature()));
  }

  @Test
  void aCheckpointIsVerifiedByTheKeyThatSignedItAndNoOther() {
    CheckpointSigner log = CheckpointSigner.of("log.example", Ledger.key(Algorithm.ED25519, 1));
    CheckpointSigner witness =
        CheckpointSigner.cosigner(
            "witness.example", Ledger.key(Algorithm.ED25519, 2), 1_700_000_000);
    Checkpoint checkpoint =
        new Checkpoint(
            "log.example", 7, Ledger.key(Algorithm.ED25519, 3).publicKey().thumbprint().value());
    Note note = Note.decode(log.note(checkpoint).with(witness.sign(checkpoint)).encode());
    List<NoteSignature> signatures = note.signatures();
    for (NoteKey key : List.of(log.key(), witness.key())) {
      NoteKey read = NoteKey.decode(key.encode());
      assertEquals(key, read);
      int by = key.equals(log.key()) ? 0 : 1;
      assertTrue(read.verify(SIGNATURES, note.text(), signatures.get(by)));
      assertFalse(read.verify(SIGNATURES, note.text(), signatures.get(1 - by)));
      assertFalse(read.verify(SIGNATURES, note.text() + "x\n", signatures.get(by)));
      NoteKey renamed = new NoteKey("other.example", key.kind(), key.publicKey());
      assertFalse(renamed.verify(SIGNATURES, note.text(), signatures.get(by)));
      NoteKey.Kind otherKind = by == 0 ? NoteKey.Kind.COSIGNATURE_V1 : NoteKey.Kind.ED25519;
      NoteKey retyped = new NoteKey(key.name(), otherKind, key.publicKey());
      assertFalse(retyped.verify(SIGNATURES, note.text(), signatures.get(by)));
    }
  }

  @Test
  void aCosignatureIsForTheTimeItNames() {
    CheckpointSigner witness =
        CheckpointSigner.cosigner(
            "witness.example", Ledger.key(Algorithm.ED25519, 2), 1_700_000_000);
    Note note = witness.note(new Checkpoint("log.example", 0, LogTree.EMPTY_ROOT));
    NoteSignature signature = note.signatures().getFirst();
    assertTrue(witness.key().verify(SIGNATURES, note.text(), signature));
    for (int octet = 0; octet < 8; octet++) {
      byte[] later = signature.signature().toByteArray();
      later[octet] ^= (byte) 0x80;
      NoteSignature moved =
          new NoteSignature(signature.name(), signature.keyHash(), Bytes.ofOwned(later));
      assertFalse(witness.key().verify(SIGNATURES, note.text(), moved));
    }
  }

  /** The key of Go's module mirror, as Go publishes it. */
  @Test
  void aKeyThatOthersPublishedIsRead() {
    String line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    NoteKey key = NoteKey.decode(line);
    assertEquals("sum.golang.org", key.name());
    assertEquals("033de0ae", key.hash().hex());
    assertEquals(line, key.encode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sum.golang.org",
        "sum.golang.org+033de0ae",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.orf+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuA==",
        "sum golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
      })
  void aLineThatIsNoKeyIsRefused(String line) {
    assertThrows(NoteException.class, () -> NoteKey.decode(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "o\n1\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n\u0661\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n99999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
      })
  void textThatIsNoCheckpointIsRefused(String text) {
    assertThrows(NoteException.class, () -> Checkpoint.parse(text));
  }

  @Test
  void extensionLinesAreKept() {
    String text = "o\n9223372036854775807\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\na b\nc\n";
    assertEquals(List.of("a b", "c"), Checkpoint.parse(text).extensions());
    assertEquals(text, Checkpoint.parse(text).text());
  }

  @Test
  void octetsThatAreNoNoteAreRefused() {
    String body = "o\n1\nx\n";
    String line = "\u2014 k AAAAAAA=\n";
    assertEquals(1, Note.decode(utf8(body + "\n" + line)).signatures().size());
    for (String bad :
        List.of(
            "",
            body,
            body + "\n",
            body + line,
            body + "\n" + line.strip(),
            body + "\n" + line + "\n",
            body + "\n- k AAAAAAA=\n",
            body + "\n\u2014 k\n",
            body + "\n\u2014  AAAAAAA=\n",
            body + "\n\u2014 a b AAAAAAA=\n",
            body + "\n\u2014 a+b AAAAAAA=\n",
            body + "\n\u2014 a\u2003b AAAAAAA=\n",
            body + "\n\u2014 k AAAAAA==\n",
            body + "\n\u2014 k AAAAAAA\n",
            "o\r\n1\nx\n\n" + line,
            "o\u0000\n1\nx\n\n" + line,
            body + "\n" + line.repeat(65))) {
      assertThrows(NoteException.class, () -> Note.decode(utf8(bad)), bad);
    }
    Bytes note = utf8(body + "\n" + line);
    Bytes notUtf8 =
        note.slice(0, 1).concat(Bytes.fromHex("c0")).concat(note.slice(2, note.length()));
    assertThrows(NoteException.class, () -> Note.decode(notUtf8));
    Bytes surrogate = Bytes.fromHex("eda080").concat(note);
    assertThrows(NoteException.class, () -> Note.decode(surrogate));
  }
}
