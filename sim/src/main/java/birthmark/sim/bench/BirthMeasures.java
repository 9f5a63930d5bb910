package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.BatchFolder;
import birthmark.client.sdk.BatchPreparation;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Births at volume: a batch of a million, and its things claimed one by one. */
final class BirthMeasures {
  private static final double MILLION = 1e6;
  private static final int OF_THE_MANY = 10;
  private static final int BATCH_QUICK = 10_000;
  private static final double NANOS_A_SECOND = 1e9;
  private static final int LENGTH = LogTree.HASH_LENGTH;

  private BirthMeasures() {}

  static Measure measure() {
    return new Measure(List.of("births.batch", "births.claim"), false, BirthMeasures::of);
  }

  /** Things with their keys, and the tree over their certificates. */
  record Things(List<SigningKey> keys, List<Certificate> certificates, MerkleTree tree) {
    private static final String LOT = "2026-47";
    private static final String SITE = "NLRTM";

    /** What a table of them says of all. */
    static final Map<String, String> COMMON = Map.of("batch", LOT, "made-at", SITE);

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
          LOT,
          SITE,
          new Timestamp(Instant.now().toEpochMilli()),
          Assurance.SELF_REPORTED,
          List.of(new Identifier.Public(Identifier.Kind.SERIAL, serial(number))),
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

    /** A factory's table of them. */
    List<String> table(Bytes network) {
      List<String> lines = new ArrayList<>(List.of("serial,made,signing,agreement,possession"));
      lines.addAll(
          IntStream.range(0, certificates.size())
              .parallel()
              .mapToObj(
                  i -> {
                    Certificate each = certificates.get(i);
                    Bytes proof = ThingTransaction.Birth.claim(network, each).sign(keys.get(i));
                    return String.join(
                        ",",
                        serial(i),
                        each.made().toString(),
                        each.signing().encode().hex(),
                        each.agreement().encode().hex(),
                        proof.hex());
                  })
              .toList());
      return lines;
    }

    private static String serial(int number) {
      return "LINE-" + number;
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
   * From the table of a million things, each with its keys and its proof that it holds them, to the
   * batch on the ledger. Of fewer things, since a million keys take longer to make; what is done
   * once is little beside what is done for each.
   */
  private static Figure batch(Path folder, Settings settings) throws Exception {
    int count = settings.things() == 0 ? BATCH_QUICK : settings.things() / OF_THE_MANY;
    try (LocalLedger ledger = new LocalLedger(folder, false)) {
      Makers makers = ledger.makers(1);
      ModelId model = model(ledger, makers);
      Things things = Things.of(model, count);
      Path table = folder.resolve("table.csv");
      Files.write(table, things.table(ledger.network()));
      long start = System.nanoTime();
      BatchPreparation preparation =
          new BatchPreparation(
              table,
              folder.resolve("prepared"),
              ledger.network(),
              model,
              Things.COMMON,
              Identifier.Public::new,
              (_, _, _) -> {});
      if (!(preparation.run() instanceof BatchPreparation.Prepared(BatchFolder batch))
          || !batch.batch().root().equals(things.tree().root())) {
        throw new IllegalStateException("the bench's table does not become its batch");
      }
      ledger.commit(List.of(makers.signed(batch.batch())));
      double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
      return Figure.of(
          "births.batch",
          seconds * MILLION / count,
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

  static ModelId model(LocalLedger ledger, Makers makers) throws InterruptedException {
    ModelId model = makers.modelOfFirst("lot");
    ledger.commit(
        List.of(
            makers.signed(
                new ThingTransaction.RegisterModel(
                    model, "Lot", false, Assurance.SELF_REPORTED, Optional.empty()))));
    return model;
  }
}
