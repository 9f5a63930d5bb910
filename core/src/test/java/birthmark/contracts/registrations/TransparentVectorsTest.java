package birthmark.contracts.registrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.CoseException;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TransparentStatement;
import birthmark.proof.TrustAnchor;
import birthmark.testing.Golden;
import birthmark.testing.RegisteredStatement;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden transparent statements, for software of others too. */
class TransparentVectorsTest {
  private final RegisteredStatement ledger = new RegisteredStatement();
  private final TrustAnchor anchor =
      new TrustAnchor(
          RegisteredStatement.ORIGIN,
          NoteKey.ofLog(RegisteredStatement.ORIGIN, ledger.log()).orElseThrow(),
          ledger.log());
  private final List<Json> cases = new ArrayList<>();

  private void add(String name, Bytes statement, Bytes entry, Bytes receipt) {
    Bytes transparent = new TransparentStatement(statement, List.of(receipt)).encode();
    assertEquals(
        new TransparentStatement(statement, List.of(receipt)),
        TransparentStatement.decode(transparent, List.of()));
    boolean proven =
        new ReceiptVerifier(anchor, new JdkSignatures()).verify(entry, receipt)
            instanceof ReceiptCheck.Proven;
    cases.add(
        Json.object()
            .put("name", name)
            .put("transparent", transparent.hex())
            .put("statement", statement.hex())
            .put("entry", entry.hex())
            .put("id", SignedStatement.parse(transparent).id().hex())
            .put("proven", proven)
            .build());
  }

  @Test
  void octetsAreTheGoldenOnes() throws IOException {
    Bytes open = ledger.said("for all", true);
    Bytes secret = ledger.said("for some", false);
    long first = ledger.register(open, true);
    long second = ledger.register(secret, false);
    add("in full", open, open, ledger.receipt(first));
    add("by its digest", secret, Sha256.of(secret), ledger.receipt(second));
    add("with another's receipt", open, open, ledger.receipt(second));
    add("its digest where all of it was registered", open, Sha256.of(open), ledger.receipt(first));
    Bytes never = ledger.said("to nobody", true);
    add("never registered", never, never, ledger.receipt(first));
    Golden.check(
        SharedData.root().resolve("spec/vectors/scitt/transparent.json"),
        Json.object()
            .put("origin", RegisteredStatement.ORIGIN)
            .put("log", ledger.log().encode().hex())
            .put("issuer", ledger.issuer().encode().hex())
            .put("cases", new Json.Arr(cases))
            .build());
  }

  @Test
  void receiptsThatAreNoListOfOctetsAreRefused() {
    for (String header : List.of("a119018a41ff", "a119018a81f6")) {
      Bytes whole = Bytes.fromHex("d28443a10127" + header + "4040");
      assertThrows(
          CoseException.class, () -> TransparentStatement.decode(whole, List.of()), header);
    }
  }
}
