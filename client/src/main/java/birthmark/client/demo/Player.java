package birthmark.client.demo;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.Patience;
import birthmark.client.sdk.Signer;
import birthmark.codec.MalformedException;
import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.statement.Statement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One party or camera of the story: a process with a folder and keys of its own that talks to the
 * node over HTTP like any outsider. The storyteller gives it a command a line on standard input, in
 * JSON, and reads a line back.
 */
public final class Player {
  private static final Duration VALIDITY = Duration.ofMinutes(5);
  private static final String KEY = "device";
  private static final String NEXT_KEY = "device-next";

  private final Home home;
  private final URI node;
  private final Passwords passwords;
  private final Rulebook rulebook = Contracts.rulebook();
  private Optional<Ledger> ledger = Optional.empty();
  private Optional<Signer> signer = Optional.empty();
  private Optional<SigningKey> key = Optional.empty();
  private String keyName = KEY;

  private Player(Path folder, URI node, Passwords passwords) {
    this.home = Home.of(Optional.of(folder), Map.of());
    this.node = node;
    this.passwords = passwords;
  }

  /** Plays until standard input ends: {@code FOLDER NODE [KEY-FILE PASSWORD-FILE]}. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Path folder = Path.of(args[0]);
    Files.createDirectories(folder);
    Path password = args.length > 3 ? Path.of(args[3]) : password(folder);
    Player player =
        new Player(folder, URI.create(args[1]), Passwords.of(Optional.of(password), Map.of()));
    if (args.length > 2) {
      player.keyName = args[2];
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(JsonWriter.compact(player.answer(line)));
    }
  }

  /**
   * The file with this player's password, made at its first start and readable by its owner alone.
   */
  private static Path password(Path folder) throws IOException {
    Path file = folder.resolve("password");
    if (!Files.exists(file)) {
      byte[] secret = new byte[24];
      new SecureRandom().nextBytes(secret);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Bytes.copyOf(secret).hex() + "\n");
    }
    return file;
  }

  private Json answer(String line) {
    try {
      return new Json.Obj(
          List.of(new Json.Member("ok", perform((Json.Obj) JsonReader.read(line)))));
    } catch (ClientException e) {
      return error(e.what() + ". " + e.remedy());
    } catch (MalformedException e) {
      return error(e.sentence());
    } catch (JsonException | IllegalArgumentException e) {
      return error(String.valueOf(e.getMessage()));
    }
  }

  private static Json error(String sentence) {
    return Lines.object("error", sentence);
  }

  private Json perform(Json.Obj command) throws ClientException, MalformedException {
    return switch (Lines.text(command, "do")) {
      case "introduce" -> introduce();
      case "submit" -> submit(transaction(command));
      case "claim-birth" -> claimBirth(command);
      case "claim-rekey" -> claimRekey(command);
      case "use-next-key" -> useNextKey();
      case "install" -> {
        rom(command).install(Path.of(Lines.text(command, "image")), Lines.text(command, "version"));
        yield new Json.Obj(List.of());
      }
      case "flip" -> {
        rom(command).flip(Lines.number(command, "bit"));
        yield new Json.Obj(List.of());
      }
      case "lie" -> {
        rom(command).lie(Path.of(Lines.text(command, "image")));
        yield new Json.Obj(List.of());
      }
      case "configure" -> {
        rom(command).configure(Lines.text(command, "settings"));
        yield new Json.Obj(List.of());
      }
      case "attest" -> attest(command);
      case "read" ->
          ledger().node().read(Lines.text(command, "path"), Optional.of(this::signingKey));
      case "octets" ->
          Lines.object(
              "octets",
              ledger()
                  .node()
                  .octets(
                      Lines.text(command, "path"),
                      Lines.text(command, "type"),
                      Optional.of(this::signingKey))
                  .hex());
      case "number" ->
          new Json.Obj(
              List.of(
                  new Json.Member(
                      "number",
                      new Json.Int(
                          KeyState.of(keyFile().path())
                              .numbers(ledger().network())
                              .highest()
                              .orElse(0)))));
      default ->
          throw new IllegalArgumentException("no such command: " + Lines.text(command, "do"));
    };
  }

  private KeyFile keyFile() throws ClientException {
    if (keyName.equals(KEY) && !home.keyNames().contains(KEY)) {
      create(KEY);
    }
    return home.key(keyName);
  }

  private void create(String name) throws ClientException {
    KeyFile.create(
        home.keyPath(name),
        Algorithm.ED25519,
        Optional.of(Curve.X25519),
        passwords,
        new SecureRandom());
  }

  private SigningKey signingKey() throws ClientException {
    if (key.isEmpty()) {
      key = Optional.of(keyFile().signingKey(passwords));
    }
    return key.get();
  }

  private Ledger ledger() throws ClientException {
    if (ledger.isEmpty()) {
      ledger =
          Optional.of(
              Ledger.open(
                  home,
                  Optional.of(List.of(node)),
                  Optional.empty(),
                  Patience.USUAL,
                  sentence -> {}));
    }
    return ledger.get();
  }

  private Signer signer() throws ClientException {
    if (signer.isEmpty()) {
      signer =
          Optional.of(
              new Signer(
                  ledger(), rulebook, signingKey(), KeyState.of(keyFile().path()), sentence -> {}));
    }
    return signer.get();
  }

  private Json introduce() throws ClientException {
    return keys(keyFile());
  }

  private static Json keys(KeyFile file) {
    CoseKey agreement = file.agreementKey().orElseThrow();
    return Lines.object(
        "id", file.publicKey().thumbprint().value().hex(),
        "key", file.publicKey().encode().hex(),
        "agreement", agreement.encode().hex());
  }

  private Transaction transaction(Json.Obj command) throws MalformedException {
    Rulebook.Rules rules = rulebook.named(Lines.text(command, "contract")).orElseThrow();
    Variants.Variant<Transaction> variant =
        rules.transactions().named(Lines.text(command, "transaction")).orElseThrow();
    return variant.codec().fromJson(Lines.member(command, "members"));
  }

  private Json submit(Transaction transaction) throws ClientException {
    return told(signer().submit(transaction, VALIDITY));
  }

  private static Json told(Answer answer) {
    return switch (answer) {
      case Answer.Committed committed -> committed.json();
      case Answer.Refused refused ->
          new Json.Obj(List.of(new Json.Member("refused", refused.problem().json())));
    };
  }

  private Json claimBirth(Json.Obj command) throws ClientException, MalformedException {
    Certificate certificate = Certificate.CODEC.fromJson(Lines.member(command, "certificate"));
    return Lines.object(
        "possession",
        ThingTransaction.Birth.claim(ledger().network(), certificate).sign(signingKey()).hex());
  }

  /**
   * Makes the keys that are to replace the present ones; they are used after {@code use-next-key}.
   */
  private Json claimRekey(Json.Obj command) throws ClientException {
    create(NEXT_KEY);
    KeyFile next = home.key(NEXT_KEY);
    ThingId thing = new ThingId(Bytes.fromHex(Lines.text(command, "thing")));
    Bytes possession =
        ThingTransaction.Rekey.claim(
                ledger().network(), thing, next.publicKey(), next.agreementKey().orElseThrow())
            .sign(next.signingKey(passwords));
    List<Json.Member> members = new ArrayList<>(((Json.Obj) keys(next)).members());
    members.add(new Json.Member("possession", new Json.Text(possession.hex())));
    return new Json.Obj(members);
  }

  private Json useNextKey() {
    keyName = NEXT_KEY;
    key = Optional.empty();
    signer = Optional.empty();
    return new Json.Obj(List.of());
  }

  private BootRom rom(Json.Obj command) throws MalformedException {
    return new BootRom(home.folder(), Assurance.valueOf(Lines.text(command, "assurance")));
  }

  /**
   * Measures, signs evidence and hands it in. With a {@code number} it places the statement under
   * that number without asking anybody, as whoever copied a key would.
   */
  private Json attest(Json.Obj command) throws ClientException, MalformedException {
    ThingId thing = new ThingId(Bytes.fromHex(Lines.text(command, "thing")));
    Json.Obj checkpoint = ledger().node().read("/v1/checkpoint", Optional.empty());
    Nonce nonce =
        new Nonce(
            Lines.number(checkpoint, "height"), Bytes.fromHex(Lines.text(checkpoint, "root")));
    Transaction attest =
        new AdmissionTransaction.Attest(rom(command).evidence(thing, signingKey(), nonce));
    if (command.member("number").isEmpty()) {
      return submit(attest);
    }
    Bytes statement =
        new Statement.Draft(
                ledger().network(),
                Lines.number(command, "number"),
                ledger().node().now().plusSeconds(VALIDITY.toSeconds()),
                attest)
            .sign(rulebook, signingKey());
    return told(ledger().node().submit(statement));
  }
}
