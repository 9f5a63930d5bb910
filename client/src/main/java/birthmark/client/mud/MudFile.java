package birthmark.client.mud;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A usage description (RFC 8520) with the access lists that it names (RFC 8519).
 *
 * <p>What an entry says and this does not know would make the entry wider than it was meant, so
 * such a file is refused.
 *
 * @param url where its maker keeps it
 * @param systemInfo what the device is, in words
 * @param flows in order, the device's own first
 */
public record MudFile(String url, String systemInfo, List<Flow> flows) {
  /** The most octets of a file. */
  public static final int LENGTH_MAX = 1 << 20;

  private static final int FLOWS_MAX = 4_096;
  private static final String MUD = "ietf-mud:mud";
  private static final List<String> LISTS =
      List.of("ietf-access-control-list:acls", "ietf-access-control-list:access-lists");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /** Keeps a copy. */
  public MudFile {
    flows = List.copyOf(flows);
  }

  /**
   * The description in {@code octets}.
   *
   * @throws MudException saying where it is none that can be enforced
   */
  public static MudFile parse(Bytes octets) throws MudException {
    if (octets.length() > LENGTH_MAX) {
      throw new MudException("", "it has more than " + LENGTH_MAX + " octets");
    }
    Json.Obj file;
    try {
      if (!(JsonReader.read(octets) instanceof Json.Obj object)) {
        throw new MudException("", "it is no JSON object");
      }
      file = object;
    } catch (JsonException e) {
      throw new MudException("", "it is no JSON: " + e.getMessage());
    }
    Json.Obj mud = object(file, MUD, "");
    if (!(mud.member("mud-version").orElse(new Json.Null()) instanceof Json.Int version)
        || version.value() != 1) {
      throw new MudException(MUD, "mud-version is 1");
    }
    Map<String, Json.Obj> lists = lists(file);
    List<Flow> flows = new ArrayList<>();
    for (String policy : List.of("from-device-policy", "to-device-policy")) {
      if (mud.member(policy).isPresent()) {
        for (String name : named(object(mud, policy, MUD))) {
          Json.Obj list = lists.get(name);
          if (list == null) {
            throw new MudException(policy, "there is no access list " + name);
          }
          add(flows, list, name, policy.startsWith("from"));
        }
      }
    }
    return new MudFile(text(mud, "mud-url", MUD), text(mud, "systeminfo", MUD), flows);
  }

  private static void add(List<Flow> flows, Json.Obj list, String name, boolean fromDevice)
      throws MudException {
    Flow.Family family =
        switch (text(list, "type", name)) {
          case "ipv4-acl-type" -> Flow.Family.IPV4;
          case "ipv6-acl-type" -> Flow.Family.IPV6;
          case "ethernet-acl-type" -> Flow.Family.ETHERNET;
          default -> throw new MudException(name, "a list of this type is not known");
        };
    for (Json.Obj entry : objects(object(list, "aces", name), "ace", name)) {
      if (flows.size() >= FLOWS_MAX) {
        throw new MudException(name, "there are more than " + FLOWS_MAX + " entries");
      }
      flows.add(new FlowReader(checked(text(entry, "name", name)), fromDevice, family).read(entry));
    }
  }

  private static Map<String, Json.Obj> lists(Json.Obj file) throws MudException {
    Map<String, Json.Obj> lists = new HashMap<>();
    for (String key : LISTS) {
      if (file.member(key).isPresent()) {
        for (Json.Obj each : objects(object(file, key, ""), "acl", key)) {
          lists.put(checked(text(each, "name", key)), each);
        }
        return lists;
      }
    }
    throw new MudException("", "it has no access lists");
  }

  private static List<String> named(Json.Obj policy) throws MudException {
    List<String> names = new ArrayList<>();
    Json.Obj lists = object(policy, "access-lists", "policy");
    for (Json.Obj each : objects(lists, "access-list", "policy")) {
      names.add(checked(text(each, "name", "policy")));
    }
    return names;
  }

  private static String checked(String name) throws MudException {
    if (!NAME.matcher(name).matches()) {
      throw new MudException("", "a name has letters, digits, '.', '_' and '-', 128 at most");
    }
    return name;
  }

  static Json.Obj object(Json.Obj in, String name, String where) throws MudException {
    if (in.member(name).orElse(new Json.Null()) instanceof Json.Obj object) {
      return object;
    }
    throw new MudException(where, name + " is missing");
  }

  private static List<Json.Obj> objects(Json.Obj in, String name, String where)
      throws MudException {
    Optional<Json> member = in.member(name);
    if (member.isEmpty()) {
      return List.of();
    }
    List<Json.Obj> objects = new ArrayList<>();
    if (member.get() instanceof Json.Arr array) {
      for (Json each : array.elements()) {
        if (!(each instanceof Json.Obj object)) {
          throw new MudException(where, name + " holds something else than objects");
        }
        objects.add(object);
      }
      return objects;
    }
    throw new MudException(where, name + " is no list");
  }

  static String text(Json.Obj in, String name, String where) throws MudException {
    if (in.member(name).orElse(new Json.Null()) instanceof Json.Text text) {
      return text.value();
    }
    throw new MudException(where, name + " is missing");
  }
}
