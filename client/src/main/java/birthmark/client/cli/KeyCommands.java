package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.codec.Names;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Commands about the user's own keys. */
final class KeyCommands {
  private static final String ALGORITHM = "--algorithm";
  private static final String AGREEMENT = "--agreement";
  private static final String FORMAT = "--format";
  private static final String OUT = "--out";
  private static final String SLOT = "--slot";
  private static final String TOKEN = "--token";

  private KeyCommands() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group("key", "Your keys, in files on this machine that only you can read.");
    spec.addSubcommand("new", fresh());
    spec.addSubcommand(
        "list", Commands.doing("list", "List your keys; needs no password.", KeyCommands::list));
    CommandSpec show =
        Commands.doing(
            "show", "Show the public part of a key; needs no password.", KeyCommands::show);
    Commands.word(show, "NAME", true, "The name of a key of yours, or a key file.");
    spec.addSubcommand("show", show);
    spec.addSubcommand("export", export());
    return spec;
  }

  private static CommandSpec fresh() {
    CommandSpec spec =
        Commands.doing(
            "new",
            "Make a key pair that signs and, for a thing, one that agrees on secrets, in a file"
                + " under a password.",
            KeyCommands::create);
    Commands.word(spec, "NAME", true, "What you call it here, or the path of the file to make.");
    CommonOptions.text(
        spec, true, ALGORITHM, "NAME", "ed25519 (if not given), es256 or ml-dsa-65.");
    spec.addOption(
        OptionSpec.builder(AGREEMENT)
            .paramLabel("CURVE")
            .type(String.class)
            .arity("0..1")
            .fallbackValue("x25519")
            .description(
                "Also one that agrees: x25519 (if no curve is given) or p-256. Things need one.")
            .build());
    CommonOptions.text(
        spec,
        true,
        TOKEN,
        "LIBRARY",
        "Make it inside a PKCS#11 token (es256), by the library of its maker, and keep here only"
            + " where it is. A key called NAME that the token has is taken as it is. The password"
            + " is the token's PIN.");
    CommonOptions.text(spec, true, SLOT, "NUMBER", "The token's slot (the first).");
    return spec;
  }

  private static CommandSpec export() {
    CommandSpec spec =
        Commands.doing(
            "export",
            "Write the public key for others; the private one never leaves its file.",
            KeyCommands::export);
    Commands.word(spec, "NAME", true, "The name of a key of yours, or a key file.");
    CommonOptions.text(
        spec, true, FORMAT, "FORM", "cose: a COSE_Key in hexadecimal (if not given); or pem.");
    CommonOptions.flag(spec, true, AGREEMENT, "The key that agrees instead of the one that signs.");
    CommonOptions.text(spec, true, OUT, "FILE", "Write it to FILE, which must not exist.");
    return spec;
  }

  private static int create(Invocation invocation) throws ClientException {
    Path path = invocation.home().keyPath(invocation.words().getFirst());
    if (invocation.option(TOKEN).isPresent()) {
      return createInToken(
          invocation, Home.tokenPath(path), Path.of(invocation.option(TOKEN).get()));
    }
    Algorithm algorithm = algorithm(invocation.option(ALGORITHM).orElse("ed25519"));
    Optional<String> curve = invocation.option(AGREEMENT);
    KeyFile file =
        KeyFile.create(
            path,
            algorithm,
            curve.isPresent() ? Optional.of(curve(curve.get())) : Optional.empty(),
            invocation.passwords(),
            new SecureRandom());
    invocation.show(json(invocation.words().getFirst(), file));
    return ExitStatus.DONE;
  }

  private static int createInToken(Invocation invocation, Path path, Path library)
      throws ClientException {
    if (invocation.option(AGREEMENT).isPresent()
        || !invocation.option(ALGORITHM).orElse("es256").equals("es256")) {
      throw ClientException.usage(
          "a key in a token signs by es256 and does not agree",
          "Leave " + ALGORITHM + " and " + AGREEMENT + " out.");
    }
    Optional<String> slot = invocation.option(SLOT);
    if (slot.isPresent() && !slot.get().matches("[0-9]{1,18}")) {
      throw ClientException.usage(
          SLOT + " is a number, not '" + slot.get() + "'",
          "'softhsm2-util --show-slots' or 'pkcs11-tool --list-slots' shows them.");
    }
    String name = path.getFileName().toString();
    KeyFile file =
        KeyFile.inToken(
            path,
            library,
            slot.map(Long::parseLong),
            name.substring(0, name.lastIndexOf('.')),
            invocation.passwords());
    invocation.show(json(invocation.words().getFirst(), file));
    return ExitStatus.DONE;
  }

  private static Algorithm algorithm(String name) throws ClientException {
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.admissible() && Names.kebab(algorithm.name()).equals(name)) {
        return algorithm;
      }
    }
    throw ClientException.usage(
        ALGORITHM + " is ed25519, es256 or ml-dsa-65, not '" + name + "'",
        "Leave it out for ed25519.");
  }

  private static Curve curve(String name) throws ClientException {
    return switch (name) {
      case "x25519" -> Curve.X25519;
      case "p-256" -> Curve.P_256;
      default ->
          throw ClientException.usage(
              AGREEMENT + " is x25519 or p-256, not '" + name + "'",
              "Put the key's name before it, or give the curve.");
    };
  }

  private static Json.Obj json(String name, KeyFile file) {
    Json.ObjectBuilder json =
        Json.object()
            .put("name", name)
            .put("id", file.publicKey().thumbprint().toString())
            .put("algorithm", algorithm(file.publicKey()));
    file.agreementKey()
        .ifPresent(
            key ->
                json.put("agreement", algorithm(key))
                    .put("agreementId", key.thumbprint().toString()));
    file.tokenLibrary().ifPresent(library -> json.put("token", library.toString()));
    return json.put("made", file.made().toString()).put("file", file.path().toString()).build();
  }

  private static String algorithm(CoseKey key) {
    if (key.signingAlgorithm().isPresent()) {
      return Names.kebab(key.signingAlgorithm().get().name());
    }
    return key instanceof CoseKey.Ec2 ? "p-256" : "x25519";
  }

  private static int list(Invocation invocation) throws ClientException {
    List<Json> keys = new ArrayList<>();
    for (String name : invocation.home().keyNames()) {
      keys.add(json(name, invocation.home().key(name)));
    }
    if (invocation.json()) {
      invocation.terminal().json(Json.object().put("keys", new Json.Arr(keys)).build());
      return ExitStatus.DONE;
    }
    if (keys.isEmpty()) {
      invocation.terminal().line("no keys yet: 'birthmark key new NAME' makes one");
      return ExitStatus.DONE;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("name", "id", "algorithm", "agreement", "made"));
    for (Json each : keys) {
      Json.Obj key = (Json.Obj) each;
      lines.add(
          List.of(
              text(key, "name"),
              text(key, "id"),
              text(key, "algorithm"),
              text(key, "agreement"),
              text(key, "made")));
    }
    invocation.table(lines);
    return ExitStatus.DONE;
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "-";
  }

  private static int show(Invocation invocation) throws ClientException {
    String name = invocation.words().getFirst();
    KeyFile file = invocation.home().key(name);
    List<Json.Member> members = new ArrayList<>(json(name, file).members());
    members.add(new Json.Member("publicKey", hex(file.publicKey())));
    file.agreementKey()
        .ifPresent(key -> members.add(new Json.Member("agreementPublicKey", hex(key))));
    invocation.show(new Json.Obj(members));
    return ExitStatus.DONE;
  }

  private static Json hex(CoseKey key) {
    return new Json.Text(key.encode().hex());
  }

  private static int export(Invocation invocation) throws ClientException {
    KeyFile file = invocation.home().key(invocation.words().getFirst());
    CoseKey key = file.publicKey();
    if (invocation.flag(AGREEMENT)) {
      key =
          file.agreementKey()
              .orElseThrow(
                  () ->
                      ClientException.local(
                          file.path() + " holds no key that agrees",
                          "Leave " + AGREEMENT + " out for the one that signs."));
    }
    String form = invocation.option(FORMAT).orElse("cose");
    String text =
        switch (form) {
          case "cose" -> key.encode().hex() + "\n";
          case "pem" -> pem(key);
          default ->
              throw ClientException.usage(
                  FORMAT + " is cose or pem, not '" + form + "'", "Leave it out for cose.");
        };
    Optional<String> out = invocation.option(OUT);
    if (out.isPresent()) {
      Placing.writeNew(Path.of(out.get()), Bytes.ofOwned(text.getBytes(StandardCharsets.US_ASCII)));
    }
    if (invocation.json()) {
      invocation
          .terminal()
          .json(
              Json.object()
                  .put("id", key.thumbprint().toString())
                  .put("format", form)
                  .put("key", text.strip())
                  .build());
    } else if (out.isEmpty()) {
      invocation.terminal().out().print(text);
    }
    return ExitStatus.DONE;
  }

  private static String pem(CoseKey key) {
    try {
      byte[] der = JdkSignatures.publicKey(key).getEncoded();
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of our own cannot be encoded", e);
    }
  }
}
