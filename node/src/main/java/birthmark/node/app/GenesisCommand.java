package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.node.submit.FastSignatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code birthmark genesis}: what a ledger starts from, put together from its founders' cards. */
final class GenesisCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark genesis --members FILE,FILE,... --out FILE

    Puts the cards of all founders together to what their ledger starts from. Each founder does so
    on its own machine: the same cards make the same file, in whatever order, so all see the same
    network id. Each card's keys must have signed it.

      --members FILE,...  the cards that 'birthmark member' made
      --out FILE          the genesis

    Status 1: a card is damaged or forged, or they do not go together.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--members", "--out");
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
      Genesis genesis = together(cards);
      Files.write(out, Genesis.CODEC.encode(genesis).toByteArray());
      tell(genesis, out, around);
      return DONE;
    } catch (IllegalArgumentException e) {
      around.err().println("birthmark genesis: " + e.getMessage());
      return DAMAGED;
    } catch (IOException e) {
      throw ClientException.local(out + " cannot be written: " + e.getMessage(), "Name another.");
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
    around.out().println("Compare the network id and the keys with the other founders'. Then:");
    around.out().println("  birthmark join --data DIR --genesis " + out + " --network ID");
  }
}
