package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.codec.Names;
import birthmark.codec.Shape;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The options of a record: one for each value in it, a record inside being taken apart.
 *
 * <p>An option is called after its component; where two would share a name, after its path, as in
 * {@code --place.name}; where it would be an option of every command, after the record too.
 */
final class Fields {
  /**
   * One option.
   *
   * @param path the names of the components that lead to it
   * @param option its name with two hyphens
   * @param shape the value's structure, without what makes it optional
   * @param about a sentence for people
   * @param required whether it must be given
   * @param optional whether it may be absent from the record that it is in
   */
  record Leaf(
      List<String> path,
      String option,
      Shape shape,
      String about,
      boolean required,
      boolean optional) {
    /** The component's own name. */
    String name() {
      return path.getLast();
    }

    /** Whether the option may be given several times. */
    boolean repeats() {
      return shape instanceof Shape.Many;
    }

    /** Whether the option needs no value. */
    boolean flag() {
      return shape instanceof Shape.Flag;
    }
  }

  private final List<Leaf> leaves;

  private Fields(List<Leaf> leaves) {
    this.leaves = leaves;
  }

  /** The options of {@code record}, none of them named as in {@code reserved}. */
  static Fields of(Shape.Product record, Set<String> reserved) {
    List<Leaf> found = new ArrayList<>();
    collect(record, List.of(), true, found);
    Set<String> once = new TreeSet<>();
    Set<String> twice = new TreeSet<>(reserved);
    for (Leaf leaf : found) {
      if (!once.add(leaf.option())) {
        twice.add(leaf.option());
      }
    }
    List<Leaf> leaves = new ArrayList<>();
    for (Leaf leaf : found) {
      boolean plain = !twice.contains(leaf.option());
      leaves.add(
          plain
              ? leaf
              : new Leaf(
                  leaf.path(),
                  longName(record, leaf.path(), reserved),
                  leaf.shape(),
                  leaf.about(),
                  leaf.required(),
                  leaf.optional()));
    }
    return new Fields(List.copyOf(leaves));
  }

  /** The path, after the record's name where even the path is an option of every command. */
  private static String longName(Shape.Product record, List<String> path, Set<String> reserved) {
    String name = String.join(".", path.stream().map(Names::kebab).toList());
    return reserved.contains("--" + name) ? "--" + record.name() + "." + name : "--" + name;
  }

  private static void collect(
      Shape.Product record, List<String> path, boolean required, List<Leaf> found) {
    for (Shape.Field field : record.fields()) {
      List<String> inside = new ArrayList<>(path);
      inside.add(field.name());
      boolean optional = field.shape() instanceof Shape.Maybe;
      boolean needed = required && !optional;
      Shape shape = bare(field.shape());
      if (shape instanceof Shape.Product product) {
        collect(product, inside, needed, found);
      } else {
        String about = field.about().isEmpty() ? about(field.shape()) : field.about();
        found.add(
            new Leaf(
                List.copyOf(inside), option(field.name(), shape), shape, about, needed, optional));
      }
    }
  }

  /** The shape inside optional values and records of one component. */
  private static Shape bare(Shape shape) {
    return switch (shape) {
      case Shape.Maybe maybe -> bare(maybe.value());
      case Shape.Wrapped wrapped -> bare(wrapped.value());
      default -> shape;
    };
  }

  private static String about(Shape shape) {
    return switch (shape) {
      case Shape.Maybe maybe -> about(maybe.value());
      case Shape.Wrapped wrapped -> wrapped.about();
      default -> "";
    };
  }

  /** {@code --component} for one of {@code components}: each is given on its own. */
  private static String option(String name, Shape shape) {
    String kebab = Names.kebab(name);
    boolean plural = shape instanceof Shape.Many && kebab.endsWith("s") && !kebab.endsWith("ss");
    if (plural && kebab.endsWith("ies")) {
      return "--" + kebab.substring(0, kebab.length() - 3) + "y";
    }
    return "--" + (plural ? kebab.substring(0, kebab.length() - 1) : kebab);
  }

  /** The options in the order of the components. */
  List<Leaf> leaves() {
    return leaves;
  }

  /** The option whose value is at {@code path}, such as {@code certificate.model}. */
  String optionAt(String path) {
    for (Leaf leaf : leaves) {
      String whole = String.join(".", leaf.path());
      if (path.equals(whole) || path.startsWith(whole + ".") || path.startsWith(whole + "[")) {
        return leaf.option() + path.substring(whole.length());
      }
    }
    return path;
  }

  /** What was typed, option by option. */
  interface Typed {
    /** The texts given for {@code leaf}, none if it was not given. */
    List<String> of(Leaf leaf);
  }

  /**
   * The record's JSON.
   *
   * @throws ClientException naming the option that is not as it should be
   */
  Json.Obj json(Values values, Typed typed) throws ClientException {
    Tree root = new Tree();
    for (Leaf leaf : leaves) {
      List<String> texts = typed.of(leaf);
      if (texts.isEmpty()) {
        continue;
      }
      try {
        root.put(leaf.path(), read(values, leaf, texts));
      } catch (ClientException e) {
        if (e.kind() == ClientException.Kind.USAGE && e.remedy().isEmpty()) {
          throw ClientException.usage(
                  leaf.option() + " " + e.what(), "See --help for how it is written.")
              .because(e);
        }
        throw e;
      }
    }
    for (Leaf leaf : leaves) {
      // What is not said is no, and a list of nothing, in a record that is there.
      boolean there =
          !leaf.optional() && root.holds(leaf.path().subList(0, leaf.path().size() - 1));
      if (there && typed.of(leaf).isEmpty() && (leaf.flag() || leaf.repeats())) {
        root.put(leaf.path(), leaf.flag() ? new Json.Bool(false) : new Json.Arr(List.of()));
      }
    }
    return root.json();
  }

  private static Json read(Values values, Leaf leaf, List<String> texts) throws ClientException {
    if (!leaf.repeats()) {
      return values.read(leaf.shape(), leaf.name(), texts.getLast());
    }
    List<Json> elements = new ArrayList<>();
    for (String text : texts) {
      Json json = values.read(leaf.shape(), leaf.name(), text);
      elements.addAll(json instanceof Json.Arr array ? array.elements() : List.of(json));
    }
    return new Json.Arr(elements);
  }

  /** An object under construction, whose members are found by path. */
  private static final class Tree {
    private final TreeMap<String, Tree> inner = new TreeMap<>();
    private final TreeMap<String, Json> values = new TreeMap<>();

    void put(List<String> path, Json value) {
      if (path.size() == 1) {
        values.put(path.getFirst(), value);
      } else {
        inner
            .computeIfAbsent(path.getFirst(), name -> new Tree())
            .put(path.subList(1, path.size()), value);
      }
    }

    boolean holds(List<String> path) {
      if (path.isEmpty()) {
        return true;
      }
      Tree tree = inner.get(path.getFirst());
      return tree != null && tree.holds(path.subList(1, path.size()));
    }

    Json.Obj json() {
      List<Json.Member> members = new ArrayList<>();
      values.forEach((name, value) -> members.add(new Json.Member(name, value)));
      inner.forEach((name, tree) -> members.add(new Json.Member(name, tree.json())));
      return new Json.Obj(members);
    }
  }

  /** {@code json} with the value at {@code path} set. */
  static Json.Obj with(Json.Obj json, List<String> path, Json value) {
    List<Json.Member> members = new ArrayList<>();
    boolean found = false;
    String name = path.getFirst();
    for (Json.Member member : json.members()) {
      if (member.name().equals(name)) {
        found = true;
        members.add(new Json.Member(name, inside(member.value(), path, value)));
      } else {
        members.add(member);
      }
    }
    if (!found) {
      members.add(new Json.Member(name, inside(new Json.Obj(List.of()), path, value)));
    }
    return new Json.Obj(members);
  }

  private static Json inside(Json member, List<String> path, Json value) {
    if (path.size() == 1) {
      return value;
    }
    Json.Obj object = member instanceof Json.Obj inner ? inner : new Json.Obj(List.of());
    return with(object, path.subList(1, path.size()), value);
  }

  /** Whether {@code json} has a value at {@code path}. */
  static boolean has(Json.Obj json, List<String> path) {
    Json member = json.member(path.getFirst()).orElse(new Json.Null());
    if (path.size() == 1) {
      return !(member instanceof Json.Null);
    }
    return member instanceof Json.Obj inner && has(inner, path.subList(1, path.size()));
  }
}
