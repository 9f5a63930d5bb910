package birthmark.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.testing.ChangingLog;
import birthmark.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GenesisTest {
  private final SeededRandom random = new SeededRandom(44);
  private final List<SigningKey> keys =
      IntStream.range(0, 2)
          .mapToObj(
              _ -> (SigningKey) JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)))
          .toList();

  private static String hex(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Test
  void oneWhoseReplicaIsNobodysIsNone() throws Exception {
    Genesis genesis = ChangingLog.genesis("some.example", keys, keys);
    String encoded = Genesis.CODEC.encode(genesis).hex();
    assertEquals(genesis, Genesis.CODEC.decode(Bytes.fromHex(encoded)));
    int ofReplica = encoded.lastIndexOf(hex("org-1"));
    Bytes other =
        Bytes.fromHex(
            encoded.substring(0, ofReplica) + hex("org-9") + encoded.substring(ofReplica + 10));
    assertThrows(MalformedException.class, () -> Genesis.CODEC.decode(other));
  }

  @Test
  void oneWhoseReplicasShareAKeyIsNone() {
    List<SigningKey> same = List.of(keys.getFirst(), keys.getFirst());
    assertThrows(
        IllegalArgumentException.class, () -> ChangingLog.genesis("some.example", keys, same));
  }
}
