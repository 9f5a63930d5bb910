package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.LogFile;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code birthmark genesis}: what a ledger starts from, put together from its founders' cards. */
final class GenesisCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark genesis --members FILE,FILE,... --out FILE [--from LOG [--checkpoint FILE]]

    Puts the cards of all founders together to what their ledger starts from. Each founder does so
    on its own machine: the same cards make the same file, in whatever order, so all see the same
    network id. Each card's keys must have signed it.

    With --from a ledger goes on instead under another genesis: its log and state stay, and the
    replicas of the cards take the place of all others. That is for a ledger of which too many
    replicas are gone for good, and for one that a node kept alone and that several are to keep. It
    has a network id of its own. Every block of the log is decided again first.

      --members FILE,...  the cards that 'birthmark member' made
      --out FILE          the genesis
      --from LOG          what 'birthmark export' wrote of the ledger that is to go on
      --checkpoint FILE   one of that ledger, signed by more than two thirds of its replicas

    Status 1: a card is damaged or forged, or they do not go together, or not with the log.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--members", "--out", "--from", "--checkpoint");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    Path out = arguments.needed("--out");
    if (Files.exists(out)) {
      throw new Arguments.UsageException("there is a file " + out + " already");
    }
    List<FoundingCard> cards = new ArrayList<>();
    Signatures signatures = FastSignatures.best();
    for (String file : arguments.neededText("--members").split(",", -1)) {
      try {
        FoundingCard card = FoundingCard.decode(Bytes.ofOwned(Files.readAllBytes(Path.of(file))));
        card.fault(signatures)
            .ifPresent(
                sentence -> {
                  throw new IllegalArgumentException(sentence);
                });
        cards.add(card);
      } catch (IOException e) {
        throw ClientException.local(
            file + " cannot be read: " + e.getMessage(), "Name the cards that members gave you.");
      } catch (MalformedException e) {
        around.err().println("birthmark genesis: " + file + " is no card: " + e.sentence());
        return DAMAGED;
      } catch (IllegalArgumentException e) {
        around.err().println("birthmark genesis: " + file + ": " + e.getMessage());
        return DAMAGED;
      }
    }
    try {
      Optional<Path> log = arguments.path("--from");
      Genesis genesis =
          log.isEmpty()
              ? together(cards)
              : goingOn(cards, log.get(), checkpoint(arguments), out, around);
      Files.write(out, Genesis.CODEC.encode(genesis).toByteArray());
      tell(genesis, out, around);
      return DONE;
    } catch (LogFile.DamagedFileException e) {
      around.err().println("birthmark genesis: the log is not whole: " + e.getMessage() + ".");
      return DAMAGED;
    } catch (IllegalArgumentException e) {
      around.err().println("birthmark genesis: " + e.getMessage());
      return DAMAGED;
    } catch (IOException e) {
      throw ClientException.local(out + " cannot be written: " + e.getMessage(), "Name another.");
    }
  }

  private static Optional<Note> checkpoint(Arguments arguments)
      throws IOException, Arguments.UsageException {
    Optional<Path> file = arguments.path("--checkpoint");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Note.decode(Bytes.ofOwned(Files.readAllBytes(file.get()))));
    } catch (NoteException e) {
      throw new Arguments.UsageException(file.get() + " is no checkpoint: " + e.sentence());
    }
  }

  /**
   * What the ledger of {@code log} goes on under.
   *
   * @throws IllegalArgumentException if the cards do not go together, or it cannot go on so
   */
  private static Genesis goingOn(
      List<FoundingCard> cards, Path log, Optional<Note> settled, Path out, Surroundings around)
      throws IOException, LogFile.DamagedFileException {
    ProgressLine progress = around.progress();
    Path scratch =
        Files.createTempDirectory(out.toAbsolutePath().resolveSibling(".").normalize(), "genesis-");
    try (Succession succession = Succession.of(log, scratch, progress)) {
      Genesis cardsAlone = together(cards);
      if (!cardsAlone.name().equals(succession.before().name())) {
        throw new IllegalArgumentException(
            "the cards are for the ledger "
                + cardsAlone.name()
                + ", and the log is that of "
                + succession.before().name());
      }
      succession
          .fault(settled)
          .ifPresent(
              sentence -> {
                throw new IllegalArgumentException(sentence);
              });
      Genesis genesis =
          new Genesis(
              Genesis.FORMAT,
              cardsAlone.name(),
              cardsAlone.time(),
              cardsAlone.founders(),
              cardsAlone.replicas(),
              succession.rules(),
              succession.before().quota(),
              Optional.of(succession.predecessor()));
      succession.attempt(genesis);
      return genesis;
    } finally {
      progress.end();
    }
  }

  /**
   * What the ledger of {@code cards} starts from, whatever their order.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  static Genesis together(List<FoundingCard> cards) {
    List<FoundingCard.Claim> claims =
        cards.stream()
            .map(FoundingCard::claim)
            .sorted(Comparator.comparing(claim -> claim.handle().value()))
            .toList();
    Set<CoseKey> keys = new HashSet<>();
    Set<String> handles = new HashSet<>();
    List<Genesis.Founder> founders = new ArrayList<>();
    Timestamp last = claims.getFirst().made();
    for (FoundingCard.Claim claim : claims) {
      if (!claim.ledger().equals(claims.getFirst().ledger())) {
        throw new IllegalArgumentException(
            "the cards are for different ledgers: "
                + claims.getFirst().ledger()
                + " and "
                + claim.ledger());
      }
      for (CoseKey key : claim.keys()) {
        if (!keys.add(key)) {
          throw new IllegalArgumentException("the key " + key.thumbprint() + " is on two cards");
        }
      }
      founders.add(claim.party());
      founders.add(claim.nodeParty());
      last = last.isBefore(claim.made()) ? claim.made() : last;
    }
    for (Genesis.Founder founder : founders) {
      if (!handles.add(founder.handle())) {
        throw new IllegalArgumentException("two founders would be called " + founder.handle());
      }
    }
    return new Genesis(
        Genesis.FORMAT,
        claims.getFirst().ledger(),
        last,
        founders,
        claims.stream().map(FoundingCard.Claim::replica).toList(),
        Founding.RULES,
        Founding.QUOTA);
  }

  private static void tell(Genesis genesis, Path out, Surroundings around) {
    around.out().println("The genesis of " + genesis.name() + " is in " + out + ".");
    around.out().println("  network id  " + genesis.network().hex());
    for (Genesis.Replica each : genesis.replicas()) {
      CoseKey founder =
          genesis.founders().stream()
              .filter(party -> party.handle().equals(each.founder()))
              .findFirst()
              .orElseThrow()
              .keys()
              .getFirst();
      around
          .out()
          .println(
              "  "
                  + each.founder()
                  + ", weight "
                  + each.weight()
                  + ", key "
                  + founder.thumbprint());
    }
    genesis
        .predecessor()
        .ifPresent(
            before ->
                around
                    .out()
                    .println(
                        "It goes on from network "
                            + before.networks().getFirst().id()
                            + " after block "
                            + before.height()
                            + ", root "
                            + before.root()
                            + "."));
    around.out().println("Compare the network id and the keys with the other founders'. Then:");
    around.out().println("  birthmark join --data DIR --genesis " + out + " --network ID");
  }
}
