package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.mud.Flow;
import birthmark.client.mud.MudFile;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.admission.UsageDescription;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;

/** What a usage description's file says of itself: its digest, where it is, and its entries. */
final class UsageSupplement implements Supplement {
  private static final String FILE = "--file";
  private static final List<String> DIGEST = List.of("digest");
  private static final List<String> LOCATION = List.of("location");
  private static final List<String> ENTRIES = List.of("entries");
  private static final int ENTRIES_MAX = 512;

  @Override
  public List<List<String>> supplied() {
    return List.of(DIGEST, LOCATION);
  }

  @Override
  public void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        FILE,
        "FILE",
        "The usage description itself, from which digest, location (its mud-url) and entries"
            + " follow.");
  }

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    Optional<String> named = invocation.option(FILE);
    if (named.isEmpty()) {
      if (!Fields.has(typed, DIGEST) || !Fields.has(typed, LOCATION)) {
        throw ClientException.usage(
            "it is not said which usage description", "Name its file with " + FILE + " FILE.");
      }
      return typed;
    }
    if (Fields.has(typed, DIGEST) || !entries(typed).isEmpty()) {
      throw ClientException.usage(
          FILE + " says digest and entries", "Leave --digest and --entry out.");
    }
    Path path = Path.of(named.get());
    Bytes octets = MudCommand.octets(path);
    MudFile file = MudCommand.parsed(path, octets);
    Json.Obj with = Fields.with(typed, DIGEST, new Json.Text(Sha256.of(octets).hex()));
    with = Fields.with(with, ENTRIES, new Json.Arr(entries(path, file)));
    return Fields.has(with, LOCATION)
        ? with
        : Fields.with(with, LOCATION, new Json.Text(file.url()));
  }

  private static List<Json> entries(Json.Obj typed) {
    return typed.member("entries").orElse(new Json.Null()) instanceof Json.Arr entries
        ? entries.elements()
        : List.of();
  }

  /** A name that stands for several flows is local if one of them is. */
  private static List<Json> entries(Path path, MudFile file) throws ClientException {
    SequencedMap<String, Boolean> local = new LinkedHashMap<>();
    for (Flow flow : file.flows()) {
      local.merge(flow.name(), flow.local(), Boolean::logicalOr);
    }
    if (local.size() > ENTRIES_MAX) {
      throw ClientException.refused(
          path + " has " + local.size() + " entries, and the ledger takes " + ENTRIES_MAX,
          "Describe the model with fewer.");
    }
    List<Json> entries = new ArrayList<>();
    for (Map.Entry<String, Boolean> each : local.entrySet()) {
      UsageDescription.Entry entry = new UsageDescription.Entry(each.getKey(), each.getValue());
      entries.add(Json.object().put("name", entry.name()).put("local", entry.local()).build());
    }
    return entries;
  }
}
