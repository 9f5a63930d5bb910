package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParallelSignaturesTest {
  private static List<Signatures.Signed> some(int count) {
    List<Signatures.Signed> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CoseKey key = CoseKey.ed25519(Bytes.ofOwned(new byte[32]));
      Bytes octets = Bytes.ofOwned(new byte[] {(byte) i});
      all.add(new Signatures.Signed(Algorithm.ED25519, key, octets, Bytes.EMPTY));
    }
    return all;
  }

  /** Takes what begins with an even octet for signed. */
  private record Even() implements Signatures {
    @Override
    public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
      return signed.octet(0) % 2 == 0;
    }

    @Override
    public Optional<KeyFault> faultOf(CoseKey key) {
      return Optional.empty();
    }
  }

  @Test
  void eachSignatureIsJudgedInItsPlaceOnHoweverManyThreads() {
    for (int threads : List.of(1, 2, 7)) {
      for (int count : List.of(0, 1, 2, 100)) {
        Signatures parallel = new ParallelSignatures(new Even(), threads);
        assertEquals(new Even().verifyAll(some(count)), parallel.verifyAll(some(count)));
      }
    }
  }

  @Test
  void whatIsMalformedIsNotVerified() {
    Signatures refusing = new ParallelSignatures(new JdkSignatures(), 3);
    assertEquals(Collections.nCopies(5, false), refusing.verifyAll(some(5)));
  }
}
