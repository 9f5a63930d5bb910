package birthmark.client.demo;

import birthmark.contracts.things.Assurance;
import birthmark.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everybody in the story, each a process with a folder of its own. */
final class Cast implements AutoCloseable {
  private final Path folder;
  private final URI node;
  private final List<PlayerProcess> processes = new ArrayList<>();
  private final List<Camera> cameras = new ArrayList<>();
  private Optional<PlayerProcess> founder = Optional.empty();
  private Optional<PlayerProcess> maker = Optional.empty();
  private Optional<PlayerProcess> operator = Optional.empty();

  private Cast(Path folder, URI node) {
    this.folder = folder;
    this.node = node;
  }

  /**
   * Starts them all.
   *
   * @param folder where each gets a folder
   * @param node where the node listens
   * @param data the node's folder, which holds the founder's key
   */
  static Cast start(Path folder, URI node, Path data) throws DemoException {
    Cast cast = new Cast(folder, node);
    try {
      cast.founder =
          Optional.of(
              cast.player(
                  "founder",
                  List.of(
                      data.resolve("founder.p12").toString(),
                      data.resolve("founder.password").toString())));
      cast.maker = Optional.of(cast.player("maker", List.of()));
      cast.operator = Optional.of(cast.player("operator", List.of()));
      List<PlayerProcess> devices = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        devices.add(cast.player("camera " + i, List.of()));
      }
      for (int i = 0; i < devices.size(); i++) {
        cast.cameras.add(
            new Camera(devices.get(i), i < 2 ? Assurance.MEASURED_BOOT : Assurance.SELF_REPORTED));
      }
      return cast;
    } catch (DemoException e) {
      cast.close();
      throw e;
    }
  }

  private PlayerProcess player(String name, List<String> keyAndPassword) throws DemoException {
    PlayerProcess process =
        PlayerProcess.start(name, folder.resolve(name.replace(' ', '-')), node, keyAndPassword);
    processes.add(process);
    return process;
  }

  /** A second device with a copy of all that {@code camera} keeps, its key among it. */
  PlayerProcess copyOf(Camera camera) throws DemoException {
    Path copy = folder.resolve(camera.name().replace(' ', '-') + "-copy");
    copy(camera.process().folder(), copy);
    return PlayerProcess.start("copy of " + camera.name(), copy, node, List.of());
  }

  /** Copies a folder with all that is in it, as somebody who got at a device's storage would. */
  private static void copy(Path from, Path to) throws DemoException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new DemoException("a folder cannot be copied: " + e.getMessage(), e);
    }
  }

  /** Who founded the ledger. */
  PlayerProcess founder() {
    return founder.orElseThrow();
  }

  /** Who makes the cameras. */
  PlayerProcess maker() {
    return maker.orElseThrow();
  }

  /** Who runs them. */
  PlayerProcess operator() {
    return operator.orElseThrow();
  }

  /** The operator's id on the ledger. */
  String operatorId() throws DemoException {
    Json.Obj keys = operator().ask(Lines.object("do", "introduce"));
    return Lines.text(keys, "id");
  }

  /** The cameras. */
  List<Camera> cameras() {
    return List.copyOf(cameras);
  }

  /** Camera 1, 2 or 3. */
  Camera camera(int number) {
    return cameras.get(number - 1);
  }

  /** What the thing {@code id} is called in the story. */
  String nameOf(String id) {
    for (Camera camera : cameras) {
      if (camera.thing().equals(id)) {
        return camera.name();
      }
    }
    return id;
  }

  @Override
  public void close() {
    processes.forEach(PlayerProcess::close);
  }
}
