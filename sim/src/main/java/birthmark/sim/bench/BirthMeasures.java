package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Batch;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogTree;
import birthmark.merkle.MerkleTree;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Births at volume: a batch of a million, and its things claimed one by one. */
final class BirthMeasures {
  private static final int BATCH = 1_000_000;
  private static final int BATCH_QUICK = 100_000;
  private static final double NANOS_A_SECOND = 1e9;
  private static final int LENGTH = LogTree.HASH_LENGTH;

  private BirthMeasures() {}

  static Measure measure() {
    return new Measure(List.of("births.batch", "births.claim"), false, BirthMeasures::of);
  }

  /** Things with their keys, and the tree over their certificates. */
  private record Things(List<SigningKey> keys, List<Certificate> certificates, MerkleTree tree) {
    static Things of(ModelId model, int count) {
      List<SigningKey> keys =
          IntStream.range(0, count)
              .parallel()
              .<SigningKey>mapToObj(_ -> NativeKeys.generate())
              .toList();
      List<Certificate> certificates =
          IntStream.range(0, count)
              .parallel()
              .mapToObj(i -> certificate(keys.get(i).publicKey(), NativeKeys.agreement(), model, i))
              .toList();
      return new Things(keys, certificates, tree(certificates));
    }

    private static Certificate certificate(
        CoseKey signing, CoseKey agreement, ModelId model, int number) {
      return new Certificate(
          signing,
          agreement,
          model,
          "2026-47",
          "NLRTM",
          new Timestamp(Instant.now().toEpochMilli()),
          Assurance.SELF_REPORTED,
          List.of(new Identifier.Public(Identifier.Kind.SERIAL, "LINE-" + number)),
          List.of());
    }

    static MerkleTree tree(List<Certificate> certificates) {
      byte[] leaves = new byte[certificates.size() * LENGTH];
      IntStream.range(0, certificates.size())
          .parallel()
          .forEach(
              i ->
                  System.arraycopy(
                      LogTree.leafHash(Certificate.CODEC.encode(certificates.get(i))).toByteArray(),
                      0,
                      leaves,
                      i * LENGTH,
                      LENGTH));
      return new MerkleTree(leaves);
    }

    ThingTransaction.RegisterBatch register() {
      Bytes root = tree.root();
      return new ThingTransaction.RegisterBatch(
          certificates.getFirst().model(), tree.size(), root, Sha256.of(root));
    }

    ThingTransaction.ClaimBirth claim(Bytes network, int index) {
      return new ThingTransaction.ClaimBirth(
          tree.root(),
          index,
          tree.path(index).stream().map(Batch.Sibling::new).toList(),
          certificates.get(index),
          ThingTransaction.Birth.claim(network, certificates.get(index)).sign(keys.get(index)));
    }
  }

  private static List<Figure> of(Path folder, Settings settings) throws Exception {
    return List.of(batch(folder.resolve("batch"), settings), claims(folder, settings));
  }

  /**
   * From the certificates of a million things, each with its keys, to the batch on the ledger: one
   * certificate is encoded a million times, since a million keys take longer to make.
   */
  private static Figure batch(Path folder, Settings settings) throws Exception {
    int count = settings.things() == 0 ? BATCH_QUICK : BATCH;
    try (LocalLedger ledger = new LocalLedger(folder, false)) {
      Makers makers = ledger.makers(1);
      ModelId model = model(ledger, makers);
      Certificate one = Things.of(model, 1).certificates().getFirst();
      long start = System.nanoTime();
      List<Certificate> certificates = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        certificates.add(Things.certificate(one.signing(), one.agreement(), model, i));
      }
      ledger.commit(
          List.of(
              makers.signed(
                  new Things(List.of(), certificates, Things.tree(certificates)).register())));
      double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
      return Figure.of(
          "births.batch",
          seconds * BATCH / count,
          "s a million",
          Optional.empty(),
          Goal.atMost(60, 30));
    }
  }

  /** Claims a second, beside half of the signatures a second: each has two. */
  private static Figure claims(Path folder, Settings settings) throws Exception {
    try (LocalLedger ledger = new LocalLedger(folder.resolve("claims"), false)) {
      Makers makers = ledger.makers(settings.keys());
      ModelId model = model(ledger, makers);
      Rates rates = new Rates();
      int each = settings.rounds().statements() / 2;
      for (int i = 0; i < settings.rounds().warmUp() + settings.rounds().measured(); i++) {
        if (i == settings.rounds().warmUp()) {
          rates.forget();
        }
        Things things = Things.of(model, each);
        ledger.commit(List.of(makers.signed(things.register())));
        rates.round(
            makers.all(index -> things.claim(ledger.network(), index), each),
            batch -> ledger.commit(Makers.octets(batch)));
      }
      return Figure.share(
          "births.claim",
          rates.rate(),
          "claims/s",
          rates.limitRate() / 2,
          Goal.atLeast(0.60, 0.80));
    }
  }

  private static ModelId model(LocalLedger ledger, Makers makers) throws InterruptedException {
    ModelId model = makers.modelOfFirst("lot");
    ledger.commit(
        List.of(
            makers.signed(
                new ThingTransaction.RegisterModel(
                    model, "Lot", false, Assurance.SELF_REPORTED, Optional.empty()))));
    return model;
  }
}
