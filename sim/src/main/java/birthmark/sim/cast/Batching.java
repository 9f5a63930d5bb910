package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Batch;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.contracts.things.Things;
import birthmark.merkle.LogTree;
import birthmark.merkle.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Batches of things, and the things that are claimed from them. */
final class Batching {
  private static final int BATCHES = 2;
  private static final int SIZE = 3;
  private static final int OFF = 12;

  private final Cast cast;
  private final RandomGenerator random;
  private final List<Lot> lots = new ArrayList<>();

  /** A batch as its maker has it. */
  private record Lot(ModelId model, List<SeededKey> keys, List<Certificate> things) {
    MerkleTree tree() {
      ByteArrayOutputStream leaves = new ByteArrayOutputStream();
      for (Certificate each : things) {
        leaves.writeBytes(LogTree.leafHash(Certificate.CODEC.encode(each)).toByteArray());
      }
      return new MerkleTree(leaves.toByteArray());
    }
  }

  /** Of each model the last things in two batches, so that some are in both. */
  Batching(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
    for (ModelId model : Cast.models()) {
      for (int i = 0; i < BATCHES; i++) {
        int from = cast.things().size() - SIZE - i;
        List<SeededKey> keys = cast.things().subList(from, from + SIZE);
        lots.add(new Lot(model, keys, keys.stream().map(key -> certificate(key, model)).toList()));
      }
    }
  }

  private Certificate certificate(SeededKey key, ModelId model) {
    return new Certificate(
        key.publicKey(),
        cast.agreements().get(cast.things().indexOf(key)),
        model,
        "batch-3",
        "DEHAM",
        Cast.START,
        Assurance.MEASURED_BOOT,
        List.of(),
        List.of());
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static boolean isRegistered(Intentions.Knowledge known, Lot lot) {
    Batch.Name name = new Batch.Name(lot.model(), lot.tree().root());
    return known.state().find(Things.BATCHES, name).isPresent();
  }

  private static boolean isBorn(Intentions.Knowledge known, SeededKey key) {
    return known.state().find(Things.THINGS, Cast.thing(key)).isPresent();
  }

  /** Whether it is registered and something of it is not born yet. */
  private static boolean waits(Intentions.Knowledge known, Lot lot) {
    return isRegistered(known, lot) && lot.keys().stream().anyMatch(key -> !isBorn(known, key));
  }

  private Cast.Party maker(Lot lot) {
    return cast.parties().stream()
        .filter(party -> party.handle().equals(lot.model().maker().toString()))
        .findFirst()
        .orElseThrow();
  }

  /** A batch that a maker registers, or what somebody claims from one. */
  Intention next(Intentions.Knowledge known, Bytes network) {
    List<Lot> waiting = lots.stream().filter(each -> waits(known, each)).toList();
    Lot lot = waiting.isEmpty() || random.nextInt(3) == 0 ? pick(lots) : pick(waiting);
    MerkleTree tree = lot.tree();
    boolean registered = isRegistered(known, lot);
    if (registered == (random.nextInt(10) < 2)) {
      return new Intention(
          (random.nextInt(10) > 0 ? maker(lot) : pick(cast.parties())).key(),
          new ThingTransaction.RegisterBatch(
              lot.model(), tree.size(), tree.root(), Sha256.of(tree.root())));
    }
    if (registered && random.nextInt(OFF) == 0) {
      return new Intention(
          (random.nextInt(5) > 0 ? maker(lot) : pick(cast.parties())).key(),
          new ThingTransaction.CallOffBatch(lot.model(), tree.root(), "others had the key"));
    }
    int index = random.nextInt(tree.size());
    for (int i = 0; i < tree.size() && isBorn(known, lot.keys().get(index)); i++) {
      index = (index + 1) % tree.size();
    }
    int proven = random.nextInt(10) > 0 ? index : random.nextInt(tree.size());
    Bytes root = random.nextInt(10) > 0 ? tree.root() : pick(lots).tree().root();
    Certificate certificate = lot.things().get(index);
    return new Intention(
        pick(cast.parties()).key(),
        new ThingTransaction.ClaimBirth(
            root,
            index,
            tree.path(proven).stream().map(Batch.Sibling::new).toList(),
            certificate,
            ThingTransaction.Birth.claim(network, certificate).sign(lot.keys().get(index))));
  }
}
