package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.cose.Sign1;
import birthmark.finality.ReplicaSetChanges;
import birthmark.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What somebody without a node needs to see that a statement is on the ledger: the statement, its
 * receipt, and the genesis whose hash is the network id.
 *
 * @param statement the log's entry
 * @param receipt its receipt with the checkpoint
 * @param genesis the ledger's genesis, which proves nothing unless its hash is known otherwise
 * @param changes what proves each change of the replicas since
 */
public record ProofFolder(
    Bytes statement, Bytes receipt, Optional<Genesis> genesis, Optional<Bytes> changes) {
  /** The file with the receipt. */
  public static final String RECEIPT = "receipt.cose";

  private static final String STATEMENT = "statement.cose";
  private static final String GENESIS = "genesis.cbor";
  private static final String CHANGES = "changes.cbor";
  private static final int GENESIS_MAX = 1 << 20;

  /** Writes the files into {@code folder}, which is made if there is none. */
  public void save(Path folder) throws ClientException {
    make(folder);
    write(folder.resolve(STATEMENT), statement);
    write(folder.resolve(RECEIPT), receipt);
    writeTrust(folder, genesis, changes);
  }

  /** Writes into {@code folder} what proofs beside it are checked by. */
  public static void writeTrust(Path folder, Optional<Genesis> genesis, Optional<Bytes> changes)
      throws ClientException {
    if (genesis.isPresent()) {
      write(folder.resolve(GENESIS), Genesis.CODEC.encode(genesis.get()));
    }
    if (changes.isPresent()) {
      write(folder.resolve(CHANGES), changes.get());
    }
  }

  /** Makes {@code folder} if there is none. */
  public static void make(Path folder) throws ClientException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  /** Writes {@code octets} into {@code file}, in the place of what is there. */
  public static void write(Path file, Bytes octets) throws ClientException {
    try {
      Files.write(file, octets.toByteArray());
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  /**
   * The files in {@code folder}.
   *
   * @throws ClientException if one is missing or larger than it can be
   */
  public static ProofFolder load(Path folder) throws ClientException {
    Path genesis = folder.resolve(GENESIS);
    Path changes = folder.resolve(CHANGES);
    return new ProofFolder(
        read(folder.resolve(STATEMENT), Sign1.MAX_LENGTH),
        read(folder.resolve(RECEIPT), Receipt.MAX_LENGTH),
        Files.exists(genesis) ? Optional.of(genesis(genesis)) : Optional.empty(),
        Files.exists(changes) ? Optional.of(changes(changes)) : Optional.empty());
  }

  /** What {@code file} says of the changes of the replicas, as it is. */
  public static Bytes changes(Path file) throws ClientException {
    return read(file, ReplicaSetChanges.LENGTH_MAX);
  }

  /** The genesis in {@code file}. */
  public static Genesis genesis(Path file) throws ClientException {
    try {
      return Genesis.CODEC.decode(read(file, GENESIS_MAX));
    } catch (MalformedException e) {
      throw ClientException.refused(
              file + " is no genesis of a ledger", "Ask whoever runs the ledger for it.")
          .because(e);
    }
  }

  /** The octets of {@code file}, at most {@code max}. */
  public static Bytes read(Path file, int max) throws ClientException {
    try {
      if (Files.size(file) > max) {
        throw ClientException.local(
            file + " has more than the " + max + " octets that it can have",
            "Is it the right file?");
      }
      return Bytes.ofOwned(Files.readAllBytes(file));
    } catch (IOException e) {
      throw ClientException.local(
              "the file " + file + " cannot be read", "Check its name and that you may read it.")
          .because(e);
    }
  }
}
