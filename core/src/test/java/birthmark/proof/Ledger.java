package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.FixedRandom;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A small log with its keys, made from a seed, for tests. */
final class Ledger {
  static final String ORIGIN = "ledger.example/birthmark";

  final SigningKey receiptKey;
  final CheckpointSigner signer;
  final List<Bytes> entries = new ArrayList<>();
  private final TreeMap<Integer, TreeMap<Long, Bytes>> tiles = new TreeMap<>();
  private LogFrontier frontier = LogFrontier.EMPTY;

  Ledger(Algorithm receiptAlgorithm, int seed, int size) {
    receiptKey = key(receiptAlgorithm, seed);
    signer = CheckpointSigner.of(ORIGIN, key(Algorithm.ED25519, seed + 1));
    for (int i = 0; i < size; i++) {
      entries.add(Bytes.ofOwned(("entry " + i).getBytes(StandardCharsets.UTF_8)));
    }
    LogFrontier.Appended appended =
        frontier.append(tiles(), entries.stream().map(LogTree::leafHash).toList());
    for (Tile tile : appended.tiles()) {
      tiles
          .computeIfAbsent(tile.level(), level -> new TreeMap<>())
          .put(tile.index(), tile.hashes());
    }
    frontier = appended.frontier();
  }

  static SigningKey key(Algorithm algorithm, int seed) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, new FixedRandom(seed)));
  }

  Tiles tiles() {
    return (level, index) ->
        Optional.ofNullable(tiles.getOrDefault(level, new TreeMap<>()).get(index));
  }

  TrustAnchor anchor() {
    return new TrustAnchor(ORIGIN, signer.key(), receiptKey.publicKey());
  }

  Checkpoint checkpoint(long size) {
    return new Checkpoint(ORIGIN, size, LogProof.root(tiles(), size));
  }

  Receipt receipt(long index, long size, Receipt.Claims claims) {
    Checkpoint checkpoint = checkpoint(size);
    return Receipt.issue(
        receiptKey,
        claims,
        new Receipt.Inclusion(size, index, LogProof.inclusion(tiles(), index, size)),
        checkpoint.root(),
        signer.note(checkpoint));
  }
}
