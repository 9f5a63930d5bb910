package birthmark.node.edge;

import birthmark.codec.Shape;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON Schemas (draft 2020-12) of the shapes that contracts declare, bounds included.
 *
 * <p>Records become named components; two records of one name that differ get two names.
 */
final class Schemas {
  private static final String COMPONENTS = "#/components/schemas/";

  private final Map<String, Json> components = new TreeMap<>();
  private final Map<String, Shape> shapes = new TreeMap<>();

  /** The components named so far. */
  Map<String, Json> components() {
    return components;
  }

  /** Names {@code schema} and gives a reference to it. */
  Json component(String name, Json schema) {
    components.put(name, schema);
    return reference(name);
  }

  static Json reference(String name) {
    return Json.object().put("$ref", COMPONENTS + name).build();
  }

  /** The schema of {@code shape}. */
  Json of(Shape shape) {
    return switch (shape) {
      case Shape.Whole _ -> whole(0, Long.MAX_VALUE);
      case Shape.Flag _ -> type("boolean").build();
      case Shape.Moment _ -> time();
      case Shape.Text text -> text(text.min(), text.max());
      case Shape.Octets octets -> octets(octets.min(), octets.max(), octets.what());
      case Shape.Choice choice -> type("string").put("enum", texts(choice.names())).build();
      case Shape.Maybe maybe -> of(maybe.value());
      case Shape.Many many ->
          type("array")
              .put("items", of(many.element()))
              .put("minItems", many.min())
              .put("maxItems", many.max())
              .build();
      case Shape.Product product -> named(product);
      case Shape.Wrapped wrapped -> described(of(wrapped.value()), wrapped.about());
      case Shape.Sum sum ->
          Json.object()
              .put(
                  "oneOf",
                  new Json.Arr(
                      sum.cases().stream().map(each -> variant(sum, each.record())).toList()))
              .build();
    };
  }

  private Json named(Shape.Product product) {
    String name = product.name();
    for (int number = 2; taken(name, product); number++) {
      name = product.name() + "-" + number;
    }
    if (!shapes.containsKey(name)) {
      shapes.put(name, product);
      components.put(name, members(product, new ArrayList<>(), new ArrayList<>()));
    }
    return reference(name);
  }

  private boolean taken(String name, Shape shape) {
    Shape other = shapes.get(name);
    return other == null ? components.containsKey(name) : !other.equals(shape);
  }

  private Json variant(Shape.Sum sum, Shape.Product product) {
    String name = sum.name() + "." + product.name();
    for (int number = 2; taken(name, product); number++) {
      name = sum.name() + "." + product.name() + "-" + number;
    }
    if (!shapes.containsKey(name)) {
      shapes.put(name, product);
      List<Json.Member> properties = new ArrayList<>();
      properties.add(new Json.Member("type", Json.object().put("const", product.name()).build()));
      List<Json> required = new ArrayList<>();
      required.add(new Json.Text("type"));
      components.put(name, members(product, properties, required));
    }
    return reference(name);
  }

  private Json members(Shape.Product product, List<Json.Member> properties, List<Json> required) {
    for (Shape.Field field : product.fields()) {
      properties.add(new Json.Member(field.name(), described(of(field.shape()), field.about())));
      if (!(field.shape() instanceof Shape.Maybe)) {
        required.add(new Json.Text(field.name()));
      }
    }
    Json.ObjectBuilder schema = type("object").put("properties", new Json.Obj(properties));
    if (!required.isEmpty()) {
      schema.put("required", new Json.Arr(required));
    }
    schema.put("additionalProperties", false);
    return described(schema.build(), product.about());
  }

  private static Json described(Json schema, String about) {
    if (about.isEmpty() || !(schema instanceof Json.Obj object)) {
      return schema;
    }
    List<Json.Member> members = new ArrayList<>(object.members());
    members.removeIf(member -> member.name().equals("description"));
    members.add(new Json.Member("description", new Json.Text(about)));
    return new Json.Obj(members);
  }

  /** The values without parts that a key of this shape consists of, in order. */
  static List<Shape> leaves(Shape shape) {
    return switch (shape) {
      case Shape.Product product ->
          product.fields().stream().flatMap(field -> leaves(field.shape()).stream()).toList();
      case Shape.Wrapped wrapped -> leaves(wrapped.value());
      default -> List.of(shape);
    };
  }

  static Json.ObjectBuilder type(String type) {
    return Json.object().put("type", type);
  }

  static Json whole(long min, long max) {
    return type("integer").put("format", "int64").put("minimum", min).put("maximum", max).build();
  }

  static Json time() {
    return type("string").put("format", "date-time").build();
  }

  /** Text of {@code min} to {@code max} octets in UTF-8: a character has one to four. */
  static Json text(int min, int max) {
    return type("string")
        .put("minLength", (min + 3) / 4)
        .put("maxLength", max)
        .put("pattern", "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")
        .put("x-max-octets", max)
        .build();
  }

  static Json octets(int min, int max, String what) {
    String times = min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
    return type("string")
        .put("pattern", "^([0-9a-f]{2})" + times + "$")
        .put("description", "In hexadecimal: " + what + ".")
        .build();
  }

  static Json id() {
    return octets(32, 32, "32 octets");
  }

  static Json any() {
    return type("string").build();
  }

  static Json constant(String value) {
    return Json.object().put("const", value).build();
  }

  static Json list(Json items) {
    return type("array").put("items", items).build();
  }

  static Json.Arr texts(List<String> texts) {
    return new Json.Arr(texts.stream().map(text -> (Json) new Json.Text(text)).toList());
  }

  /** An object whose {@code required} members must be there. */
  static Json object(List<String> required, Json.Obj properties) {
    return type("object").put("properties", properties).put("required", texts(required)).build();
  }
}
