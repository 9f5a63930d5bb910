package birthmark.sim.second;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.testing.PythonTools;
import birthmark.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The verifier in Python, asked many things in one process. */
final class SecondVerifier implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  /** Starts it from the project's own sources. */
  static SecondVerifier start() throws IOException, InterruptedException {
    Path sources = SharedData.root().resolve("verifier");
    Path programs = PythonTools.installed("verifier", sources.resolve("requirements.txt"));
    ProcessBuilder builder =
        new ProcessBuilder(
            programs.resolve("python3").toString(), "-m", "birthmark_verifier", "batch");
    builder.environment().put("PYTHONPATH", sources.resolve("src").toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new SecondVerifier(builder.start());
  }

  private SecondVerifier(Process process) {
    this.process = process;
    this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Its answer. */
  Json.Obj ask(Json question) throws IOException {
    return ask(List.of(question)).getFirst();
  }

  /** Its answers, each after the one before; questions go out while answers come in. */
  List<Json.Obj> ask(List<Json> questions) throws IOException {
    Thread asking = Thread.ofVirtual().start(() -> write(questions));
    List<Json.Obj> answers = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("the second verifier ended at question " + i);
      }
      answers.add((Json.Obj) JsonReader.read(line));
    }
    try {
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answers;
  }

  private void write(List<Json> questions) {
    try {
      for (Json question : questions) {
        in.write(JsonWriter.compact(question) + "\n");
      }
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
