package birthmark.node.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contracts.parties.PartyId;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client's program as its users run it, each command in a process of its own. */
public final class ClientProgram {
  private static final Pattern PARTY = Pattern.compile("\"party\": ?\"([0-9a-f]{64})\"");

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * What a command came to.
   *
   * @param status its exit status
   * @param out all that it said
   */
  public record Done(int status, String out) {}

  /** A program in {@code folder}, for a user whose folder is {@code home} in it. */
  public ClientProgram(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(
        program(),
        "#!/bin/sh\nexec '"
            + ProcessHandle.current().info().command().orElseThrow()
            + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
            + System.getProperty("java.class.path")
            + "' birthmark.client.cli.Main \"$@\"\n");
    Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwx------"));
    environment.put("BIRTHMARK", program().toString());
    environment.put("BIRTHMARK_CLIENT_HOME", home().toString());
  }

  /** The script that runs it. */
  public Path program() {
    return folder.resolve("birthmark");
  }

  /** The user's folder. */
  public Path home() {
    return folder.resolve("home");
  }

  /** Sets a variable for all that is run. */
  public ClientProgram with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs {@code command} in the project's folder, whatever comes of it. */
  public Done run(String password, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    int status = process(password, command, out).waitFor();
    return new Done(status, Files.readString(out));
  }

  /** Starts the client with {@code words}, and leaves it to itself. */
  public Process start(String password, String... words) throws IOException {
    return process(password, command(words), Files.createTempFile(folder, "out", ".txt"));
  }

  private Process process(String password, List<String> command, Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .directory(SharedData.root().toFile());
    builder.environment().putAll(environment);
    builder.environment().put("BIRTHMARK_PASSWORD", password);
    return builder.start();
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(List.of(words));
    return command;
  }

  /** Runs the client with {@code words}, whatever comes of it. */
  public Done attempt(String password, String... words) throws IOException, InterruptedException {
    return run(password, command(words));
  }

  /** Makes a key called {@code handle} and registers it as an organisation of that handle. */
  public PartyId organisation(String password, String handle)
      throws IOException, InterruptedException {
    done(password, "key", "new", handle);
    String told =
        done(
            password,
            "party",
            "register",
            "--as",
            handle,
            "--handle",
            handle,
            "--name",
            handle,
            "--json");
    Matcher id = PARTY.matcher(told);
    assertTrue(id.find(), told);
    return new PartyId(Bytes.fromHex(id.group(1)));
  }

  /** Runs the client with {@code words}, which must succeed; what it said. */
  public String done(String password, String... words) throws IOException, InterruptedException {
    Done done = attempt(password, words);
    assertEquals(0, done.status(), String.join(" ", words) + ": " + done.out());
    return done.out();
  }
}
