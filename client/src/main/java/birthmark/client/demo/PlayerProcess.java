package birthmark.client.demo;

import birthmark.client.sdk.LinkedClasses;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Player} in a process of its own. */
final class PlayerProcess implements AutoCloseable {
  private final String name;
  private final Path folder;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private PlayerProcess(String name, Path folder, Process process) {
    this.name = name;
    this.folder = folder;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a player whose keys are in {@code folder}.
   *
   * @param keyAndPassword the key file and the password file of a key that exists already, or
   *     nothing
   */
  static PlayerProcess start(String name, Path folder, URI node, List<String> keyAndPassword)
      throws DemoException {
    try {
      Files.createDirectories(folder);
      String classes = System.getProperty("java.class.path");
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
      line.addAll(LinkedClasses.options(classes));
      line.addAll(List.of("-cp", classes, Player.class.getName()));
      line.addAll(List.of(folder.toString(), node.toString()));
      line.addAll(keyAndPassword);
      Process process =
          new ProcessBuilder(line).redirectError(folder.resolve("player.log").toFile()).start();
      return new PlayerProcess(name, folder, process);
    } catch (IOException e) {
      throw new DemoException("the process of " + name + " does not start: " + e.getMessage(), e);
    }
  }

  /** What the player is called. */
  String name() {
    return name;
  }

  /** Where its keys and files are. */
  Path folder() {
    return folder;
  }

  /** Gives a command and waits for the answer. */
  Json.Obj ask(Json.Obj command) throws DemoException {
    try {
      commands.write(JsonWriter.compact(command));
      commands.newLine();
      commands.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new DemoException(
            "the process of "
                + name
                + " ended; its last words are in "
                + folder.resolve("player.log"));
      }
      Json.Obj answer = (Json.Obj) JsonReader.read(line);
      if (answer.member("error").isPresent()) {
        throw new DemoException(name + ": " + Lines.text(answer, "error"));
      }
      return (Json.Obj) Lines.member(answer, "ok");
    } catch (IOException e) {
      throw new DemoException("the process of " + name + " does not answer: " + e.getMessage(), e);
    }
  }

  /** Signs a transaction given by its members and places it. */
  Json.Obj submit(String contract, String transaction, Json.Obj members) throws DemoException {
    return ask(
        new Json.Obj(
            List.of(
                new Json.Member("do", new Json.Text("submit")),
                new Json.Member("contract", new Json.Text(contract)),
                new Json.Member("transaction", new Json.Text(transaction)),
                new Json.Member("members", members))));
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // It has ended already: there is nobody to say goodbye to.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
