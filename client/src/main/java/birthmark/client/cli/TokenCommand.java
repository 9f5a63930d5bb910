package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Names;
import birthmark.contracts.things.Identifier;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The token of a blinded identifier, which a label can carry and a look-up asks for. */
final class TokenCommand implements Action {
  private static final String SECRET = "--secret";

  private TokenCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "token",
            "Compute the token of an identifier that was registered under your secret; asks"
                + " nobody.",
            new TokenCommand());
    Commands.word(spec, "KIND", true, "One of " + String.join(", ", kinds()) + ".");
    Commands.word(spec, "TEXT", true, "The identifier as printed.");
    CommonOptions.text(spec, true, SECRET, "FILE", "Your secret.");
    return spec;
  }

  private static List<String> kinds() {
    return Arrays.stream(Identifier.Kind.values()).map(kind -> Names.kebab(kind.name())).toList();
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    String secret =
        invocation
            .option(SECRET)
            .orElseThrow(
                () ->
                    ClientException.usage(
                        SECRET + " is missing", "Name the file that holds your secret."));
    Bytes token = BirthSupplement.token(kind(words.get(0)), words.get(1), Path.of(secret));
    invocation.show(Json.object().put("kind", words.get(0)).put("token", token.hex()).build());
    return ExitStatus.DONE;
  }

  private static Identifier.Kind kind(String name) throws ClientException {
    for (Identifier.Kind kind : Identifier.Kind.values()) {
      if (Names.kebab(kind.name()).equals(name)) {
        return kind;
      }
    }
    throw ClientException.usage(
        "there is no kind '" + name + "'", "It is one of " + String.join(", ", kinds()) + ".");
  }
}
