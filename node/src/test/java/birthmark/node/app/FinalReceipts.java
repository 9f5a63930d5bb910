package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.cose.JdkSignatures;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSet;
import birthmark.node.testing.FrontDoor;
import birthmark.proof.ReceiptCheck;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Receipts that are final for whoever has no more than the genesis. */
final class FinalReceipts {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(100);

  private FinalReceipts() {}

  /** Waits for such a receipt of {@code statement}, whose id is {@code id}. */
  static Bytes await(FrontDoor door, Genesis genesis, Bytes statement, String id) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    Bytes receipt = Bytes.EMPTY;
    Finality finality = Finality.COMMITTED;
    while (finality == Finality.COMMITTED && System.nanoTime() - end < 0) {
      receipt =
          door.send(HttpRequest.newBuilder(door.uri("/v1/statements/" + id + "/receipt"))).body();
      finality = finality(genesis, statement, receipt);
    }
    assertEquals(Finality.FINAL, finality);
    return receipt;
  }

  /** What {@code receipt} makes of {@code statement}, which it must prove. */
  static Finality finality(Genesis genesis, Bytes statement, Bytes receipt) {
    ReceiptCheck.Proven proven =
        assertInstanceOf(
            ReceiptCheck.Proven.class,
            new OfflineVerifier(genesis).verify(statement, receipt).check());
    return Finality.of(proven.checkpoint(), ReplicaSet.of(genesis), List.of(), new JdkSignatures());
  }
}
