package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.QuickKeys;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One run of the program in this process.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
record Run(int status, String out, String err) {
  /** Runs {@code arguments} for a user whose folder is {@code home}. */
  static Run of(Path home, Supplier<Rulebook> rulebook, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    Map<String, String> environment =
        Map.of("BIRTHMARK_CLIENT_HOME", home.toString(), "BIRTHMARK_PASSWORD", QuickKeys.PASSWORD);
    int status = new Program(terminal, environment, rulebook).run(arguments);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Has the user whose folder is {@code home} trust a ledger that no node answers for. */
  static void trust(Path home, Genesis genesis) throws ClientException {
    Home.of(Optional.of(home), Map.of()).pin(List.of(URI.create("http://127.0.0.1:1")), genesis);
  }

  /** Its standard output, which must be one JSON object. */
  Json.Obj json() {
    return (Json.Obj) JsonReader.read(out);
  }

  /** A text in its JSON. */
  String text(String name) {
    return ((Json.Text) json().member(name).orElseThrow()).value();
  }
}
