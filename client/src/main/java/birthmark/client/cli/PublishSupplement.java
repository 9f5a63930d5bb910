package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The image's size, which follows from the image where that is given as a file. */
final class PublishSupplement implements Supplement {
  private static final String IMAGE = "--image";
  private static final List<String> SIZE = List.of("imageSize");

  @Override
  public List<List<String>> supplied() {
    return List.of(SIZE);
  }

  @Override
  public void addOptions(CommandSpec spec) {}

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    Optional<String> image = invocation.option(IMAGE);
    if (Fields.has(typed, SIZE) || image.isEmpty() || !image.get().startsWith("@")) {
      return typed;
    }
    Path file = Path.of(image.get().substring(1));
    try {
      return Fields.with(typed, SIZE, new Json.Int(Files.size(file)));
    } catch (IOException e) {
      throw Values.unreadable(file, e);
    }
  }
}
