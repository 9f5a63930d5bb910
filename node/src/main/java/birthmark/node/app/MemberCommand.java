package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.Handle;
import birthmark.node.engine.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** {@code birthmark member}: what an organisation brings to the founding of a ledger. */
final class MemberCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark member --ledger NAME --handle H --name NAME --data DIR --out FILE
                     [--weight N] [--endpoint URL] [--keys DIR]

    Makes the keys with which an organisation founds a ledger together with others, on its own
    machine, and a card with their public parts, each of which signed it. Give the card to all;
    then 'birthmark genesis' puts the cards together and 'birthmark join' takes the result in.

      --ledger NAME   what all agreed to call the ledger, such as ledger.example/2027
      --handle H      the organisation's short name, 2 to 19 of a to z, 0 to 9 and hyphens
      --name NAME     its name
      --data DIR      the folder of its node, which has none yet
      --out FILE      the card
      --weight N      its part in every decision (default 1); all have to want the same
      --endpoint URL  where others reach its node, if all shall know
      --keys DIR      where its founder.p12 and statements.p12 are, if the ledger is one that goes on
                      and they shall act on it as before; the keys that sign for the log are new
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of(
        "--ledger", "--handle", "--name", "--data", "--out", "--weight", "--endpoint", "--keys");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    NodeFolder folder = new NodeFolder(arguments.needed("--data"), around.environment());
    Path out = arguments.needed("--out");
    if (Files.exists(out)) {
      throw new Arguments.UsageException("there is a file " + out + " already");
    }
    try (var _ = folder.lock()) {
      folder.expectNothing();
      FoundingCard card =
          new Founding(around.environment())
              .card(
                  folder.staging(),
                  new Founding.Said(
                      arguments.neededText("--ledger"),
                      new Handle(arguments.neededText("--handle")),
                      arguments.neededText("--name"),
                      arguments.count("--weight").orElse(1),
                      arguments.text("--endpoint")),
                  new Timestamp(Clock.system().millis()),
                  arguments.path("--keys"));
      Files.write(out, FoundingCard.CODEC.encode(card).toByteArray());
      around.out().println("The card of " + card.claim().handle() + " is in " + out + ".");
      around.out().println("  founder's key  " + folder.staging().resolve(Founding.FOUNDER_KEY));
      around.out().println("  thumbprint     " + card.claim().founder().thumbprint());
      around.out().println("Give the card to the other founders, and tell them the thumbprint by");
      around.out().println("another way. Then: birthmark genesis --members CARD,CARD,… --out FILE");
      return DONE;
    } catch (IllegalArgumentException e) {
      throw new Arguments.UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }
}
