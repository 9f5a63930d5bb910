package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contracts.things.Batch;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.merkle.LogTree;
import birthmark.merkle.MerkleTree;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A batch on this machine: the certificates of its things in one file, in their order, and what the
 * ledger is told of them. It needs no network until it is uploaded.
 *
 * <p>The file {@code things} has for each thing the length of its certificate in 2 octets,
 * big-endian, the certificate, the length of its proof of possession in 2 octets (0 where there is
 * none yet) and the proof.
 */
public final class BatchFolder {
  static final String THINGS = "things";
  private static final String BATCH = "batch.json";
  private static final String UPLOADED = "uploaded";
  private static final int JSON_MAX = 10_000;

  private final Path folder;
  private final Bytes network;
  private final ThingTransaction.RegisterBatch batch;

  private BatchFolder(Path folder, Bytes network, ThingTransaction.RegisterBatch batch) {
    this.folder = folder;
    this.network = network;
    this.batch = batch;
  }

  /**
   * A thing of the batch.
   *
   * @param index its place
   * @param certificate its certificate
   * @param possession its proof of possession, if it is there yet
   */
  public record Item(int index, Certificate certificate, Optional<Bytes> possession) {}

  /** Does something with the things of a batch, one after the other. */
  public interface Visitor {
    /** Looks at one. */
    void visit(Item item) throws ClientException;
  }

  /** The octets of {@code row} in the file of things. */
  static byte[] octets(BatchSheet.Row row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Bytes each :
        List.of(
            Certificate.CODEC.encode(row.certificate()), row.possession().orElse(Bytes.EMPTY))) {
      out.write(each.length() >>> 8);
      out.write(each.length());
      out.writeBytes(each.toByteArray());
    }
    return out.toByteArray();
  }

  /** Makes the batch of the things in {@code folder}, which are all there. */
  static BatchFolder seal(Path folder, Bytes network, ModelId model, Bytes content)
      throws ClientException {
    MerkleTree tree = tree(folder);
    ThingTransaction.RegisterBatch batch =
        new ThingTransaction.RegisterBatch(model, tree.size(), tree.root(), content);
    BatchFolder sealed = new BatchFolder(folder, network, batch);
    write(folder.resolve(BATCH), sealed.json());
    return sealed;
  }

  /** Whether there is a whole batch in {@code folder}. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(BATCH));
  }

  /** The batch in {@code folder}. */
  public static BatchFolder open(Path folder) throws ClientException {
    if (!isIn(folder)) {
      throw ClientException.usage(
          "there is no batch in " + folder, "Make one: birthmark batch prepare CSV --to DIR.");
    }
    try {
      Json.Obj json = read(folder.resolve(BATCH));
      ThingTransaction.RegisterBatch batch =
          new ThingTransaction.RegisterBatch(
              new ModelId(Node.text(json, "model")),
              Long.parseLong(Node.text(json, "count")),
              Bytes.fromHex(Node.text(json, "root")),
              Bytes.fromHex(Node.text(json, "content")));
      return new BatchFolder(folder, Bytes.fromHex(Node.text(json, "network")), batch);
    } catch (IllegalArgumentException e) {
      throw damaged(folder.resolve(BATCH)).because(e);
    }
  }

  /** What is registered of it. */
  public ThingTransaction.RegisterBatch batch() {
    return batch;
  }

  /** The ledger that it is for. */
  public Bytes network() {
    return network;
  }

  /** It in JSON. */
  public Json.Obj json() {
    return Json.object()
        .put("network", network.hex())
        .put("model", batch.model().toString())
        .put("count", Long.toString(batch.count()))
        .put("root", batch.root().hex())
        .put("content", batch.content().hex())
        .build();
  }

  /** The tree over its certificates, checked against its root. */
  public MerkleTree tree() throws ClientException {
    MerkleTree tree = tree(folder);
    if (!tree.root().equals(batch.root())) {
      throw damaged(folder.resolve(THINGS));
    }
    return tree;
  }

  private static MerkleTree tree(Path folder) throws ClientException {
    ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    visit(
        folder.resolve(THINGS),
        0,
        item ->
            leaves.writeBytes(
                LogTree.leafHash(Certificate.CODEC.encode(item.certificate())).toByteArray()));
    return new MerkleTree(leaves.toByteArray());
  }

  /** Shows {@code visitor} the things from {@code first} on. */
  public void visit(int first, Visitor visitor) throws ClientException {
    visit(folder.resolve(THINGS), first, visitor);
  }

  static void visit(Path things, int first, Visitor visitor) throws ClientException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(things), 1 << 16))) {
      for (int index = 0; ; index++) {
        int high = in.read();
        if (high < 0) {
          return;
        }
        Bytes certificate = octets(in, (high << 8) | in.readUnsignedByte());
        Bytes possession = octets(in, in.readUnsignedShort());
        if (index >= first) {
          visitor.visit(
              new Item(
                  index,
                  Certificate.CODEC.decode(certificate),
                  possession.length() == 0 ? Optional.empty() : Optional.of(possession)));
        }
      }
    } catch (IOException | MalformedException e) {
      throw damaged(things).because(e);
    }
  }

  private static Bytes octets(DataInputStream in, int length) throws IOException {
    byte[] octets = new byte[length];
    in.readFully(octets);
    return Bytes.ofOwned(octets);
  }

  /** What claims {@code item}, with the proof that it holds its key. */
  public ThingTransaction.ClaimBirth claim(MerkleTree tree, Item item, Bytes possession) {
    return new ThingTransaction.ClaimBirth(
        batch.root(),
        item.index(),
        tree.path(item.index()).stream().map(Batch.Sibling::new).toList(),
        item.certificate(),
        possession);
  }

  /** What the key of {@code item} must sign, where there is no proof of possession yet. */
  public Bytes toBeSigned(Item item) {
    return BatchSheet.toBeSigned(network, item.certificate());
  }

  /** How many things, from the first on, the ledger has answered for. */
  public int uploaded() throws ClientException {
    Path file = folder.resolve(UPLOADED);
    try {
      return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    } catch (IOException | NumberFormatException e) {
      throw damaged(file).because(e);
    }
  }

  /** Remembers that the ledger has answered for the first {@code count}. */
  void uploaded(int count) throws ClientException {
    write(folder.resolve(UPLOADED), Integer.toString(count));
  }

  static void write(Path file, Json json) throws ClientException {
    write(file, JsonWriter.indented(json) + "\n");
  }

  private static void write(Path file, String text) throws ClientException {
    try {
      PrivateFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  static Json.Obj read(Path file) throws ClientException {
    Bytes octets = ProofFolder.read(file, JSON_MAX);
    try {
      if (JsonReader.read(octets) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonException e) {
      throw damaged(file).because(e);
    }
    throw damaged(file);
  }

  static ClientException damaged(Path file) {
    return ClientException.local(
        file + " is not as it was written", "Remove the folder and prepare the batch again.");
  }
}
