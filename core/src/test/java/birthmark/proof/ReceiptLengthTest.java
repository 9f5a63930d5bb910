package birthmark.proof;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.TilePath;
import birthmark.merkle.Tiles;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log of 10^7 statements, all of them alike, so that all complete subtrees of one height have one
 * hash and no entry needs to be stored.
 */
class ReceiptLengthTest {
  private static final long SIZE = 10_000_000;
  private static final int LENGTH_MAX = 1_500;
  private static final Bytes ENTRY = Bytes.fromHex("d284");

  private static final Tiles TILES =
      (level, index) -> {
        Bytes hash = LogTree.leafHash(ENTRY);
        for (int height = 0; height < 8 * level; height++) {
          hash = LogTree.nodeHash(hash, hash);
        }
        int width = TilePath.width(level, index, SIZE);
        Bytes row = Bytes.EMPTY;
        for (int i = 0; i < width; i++) {
          row = row.concat(hash);
        }
        return width == 0 ? Optional.empty() : Optional.of(new Tile(level, index, row).hashes());
      };

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4_999_999, 8_388_608, SIZE - 1})
  void aReceiptIsShorterThan1500OctetsWithoutCosignatures(long index) {
    SigningKey key = Ledger.key(Algorithm.ED25519, 3);
    String origin = "ledger.operator.example/birthmark";
    CheckpointSigner signer = CheckpointSigner.of(origin, key);
    Checkpoint checkpoint = new Checkpoint(origin, SIZE, LogProof.root(TILES, SIZE));
    Receipt.Claims claims =
        new Receipt.Claims(
            Optional.of(origin), Optional.of("urn:birthmark:thing:" + "ab".repeat(32)));
    Bytes receipt =
        Receipt.issue(
                key,
                claims,
                new Receipt.Inclusion(SIZE, index, LogProof.inclusion(TILES, index, SIZE)),
                checkpoint.root(),
                signer.note(checkpoint))
            .encode();
    assertTrue(receipt.length() < LENGTH_MAX, receipt.length() + " octets");
    TrustAnchor anchor = new TrustAnchor(origin, signer.key(), key.publicKey());
    assertInstanceOf(
        ReceiptCheck.Proven.class,
        new ReceiptVerifier(anchor, new JdkSignatures()).verify(ENTRY, receipt));
  }
}
