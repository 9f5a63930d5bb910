package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.upkeep.Folders;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.statement.Possession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code birthmark join}: a node's folder for a ledger of others. */
final class JoinCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark join --data DIR --genesis FILE --network ID
                   [--party ID [--endpoint URL]] [--checkpoint FILE]

    Makes a folder ready to start as a node of the ledger that starts from this genesis. One that
    'birthmark member' prepared becomes a replica at once. Any other gets new keys and follows the
    ledger, verifying all of it; with --party it also shows the commands by which that party lets it
    speak for it and offers it as a replica, with what the new keys signed.

      --data DIR         the node's folder: that of 'birthmark member', or a new one
      --genesis FILE     what the ledger starts from; any of its nodes has it as genesis.cbor
      --network ID       the network id, from somebody whom you trust: the genesis must have it
      --party ID         whose replica it is to be
      --endpoint URL     where others would reach it
      --checkpoint FILE  a checkpoint from somebody whom you trust: the ledger must have been there

    Status 1: the genesis is another one, or has another card of yours.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--data", "--genesis", "--network", "--party", "--endpoint", "--checkpoint");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    NodeFolder folder = new NodeFolder(arguments.needed("--data"), around.environment());
    Path file = arguments.needed("--genesis");
    String network = arguments.neededText("--network");
    try (var _ = folder.lock()) {
      Genesis genesis = Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
      if (!genesis.network().hex().equals(network)) {
        around
            .err()
            .println(
                "birthmark join: "
                    + file
                    + " is the genesis of another network, "
                    + genesis.network().hex());
        return DAMAGED;
      }
      Optional<Note> anchor = anchor(arguments.path("--checkpoint"), genesis);
      Optional<FoundingCard> card = folder.card();
      if (card.isPresent() && !card.get().isIn(genesis)) {
        around
            .err()
            .println(
                "birthmark join: the genesis does not have what the card of "
                    + card.get().claim().handle()
                    + " in "
                    + folder.staging()
                    + " says");
        return DAMAGED;
      }
      Founding founding = new Founding(around.environment());
      if (card.isEmpty()) {
        folder.expectNothing();
        founding.keys(folder.staging());
      }
      complete(folder.staging(), genesis, anchor);
      around.out().println("The folder " + folder.path() + " is ready for " + genesis.name() + ".");
      if (card.isEmpty() && arguments.text("--party").isPresent()) {
        PartyId party = party(arguments);
        speak(folder, genesis, party, around);
        offer(folder, genesis, party, arguments, around);
      }
      if (genesis.predecessor().isPresent()) {
        around.out().println("Its ledger goes on from another. Take that in first, from its log:");
        around.out().println("  birthmark import --from LOG --data " + folder.path());
      }
      around.out().println("Start it, with the engines of other replicas:");
      around
          .out()
          .println(
              "  birthmark start --data "
                  + folder.path()
                  + " --engine cometbft --p2p HOST:PORT --peers ID@HOST:PORT,…");
      around
          .out()
          .println(
              "Its engine's own ID is "
                  + EngineFolder.nodeId(folder.staging().resolve(Founding.ENGINE)));
      return DONE;
    } catch (MalformedException e) {
      around.err().println("birthmark join: " + file + " is no genesis: " + e.sentence());
      return DAMAGED;
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private static Optional<Note> anchor(Optional<Path> file, Genesis genesis)
      throws IOException, Arguments.UsageException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      Note note = Note.decode(Bytes.ofOwned(Files.readAllBytes(file.get())));
      if (Checkpoint.of(note).origin().equals(genesis.name())) {
        return Optional.of(note);
      }
      throw new Arguments.UsageException(file.get() + " is a checkpoint of another log");
    } catch (NoteException e) {
      throw new Arguments.UsageException(file.get() + " is no checkpoint: " + e.sentence());
    }
  }

  /** Puts beside the keys what the first start moves to its place with them. */
  static void complete(Path staging, Genesis genesis, Optional<Note> anchor) throws IOException {
    EngineFolder.found(staging.resolve(Founding.ENGINE), genesis);
    if (anchor.isPresent()) {
      Folders.write(staging.resolve(Founding.ANCHOR), anchor.get().encode().toByteArray());
    }
    Files.deleteIfExists(staging.resolve(Founding.CARD));
    Folders.write(staging.resolve(Founding.GENESIS), Genesis.CODEC.encode(genesis).toByteArray());
  }

  private static PartyId party(Arguments arguments) throws Arguments.UsageException {
    try {
      return new PartyId(KeyId.fromHex(arguments.neededText("--party")).value());
    } catch (IllegalArgumentException e) {
      throw new Arguments.UsageException("--party: " + e.getMessage());
    }
  }

  /** Shows the command that lets the node speak for the party: a key of nobody is not heard. */
  private static void speak(NodeFolder folder, Genesis genesis, PartyId party, Surroundings around)
      throws ClientException {
    SigningKey own = folder.stagedStatementKey();
    CoseKey key = own.publicKey();
    Bytes possession = AddSigningKey.claim(genesis.network(), party, key).sign(own);
    around
        .out()
        .println("The party lets it say by itself that it is there, and which keys are copied, by");
    around
        .out()
        .println(
            "  birthmark party add-signing-key --as KEY \\\n    --party "
                + party
                + " \\\n    --key "
                + key.encode().hex()
                + " \\\n    --possession "
                + possession.hex());
  }

  /** Shows the command that offers the folder's keys in the party's name. */
  private static void offer(
      NodeFolder folder, Genesis genesis, PartyId party, Arguments arguments, Surroundings around)
      throws ClientException, IOException {
    SigningKey checkpoint = folder.stagedCheckpointKey();
    SigningKey consensus = EngineFolder.votingKey(folder.staging().resolve(Founding.ENGINE));
    CoseKey voting = consensus.publicKey();
    Possession claim =
        OfferReplica.claim(genesis.network(), party, checkpoint.publicKey(), Optional.of(voting));
    StringBuilder command = new StringBuilder("  birthmark governance offer-replica --as KEY");
    command.append(" \\\n    --party ").append(party);
    command.append(" \\\n    --checkpoint ").append(checkpoint.publicKey().encode().hex());
    command.append(" \\\n    --consensus ").append(voting.encode().hex());
    arguments
        .text("--endpoint")
        .ifPresent(each -> command.append(" \\\n    --endpoint ").append(each));
    command.append(" \\\n    --possession ").append(claim.sign(checkpoint).hex());
    command.append(" \\\n    --consensus-possession ").append(claim.sign(consensus).hex());
    around.out().println("The party offers it, once it has the role replica, by");
    around.out().println(command);
    around.out().println("and the others add it once it has caught up, by");
    around
        .out()
        .println(
            "  birthmark governance add-replica --as KEY --replica "
                + checkpoint.publicKey().thumbprint()
                + " --weight 1");
  }
}
