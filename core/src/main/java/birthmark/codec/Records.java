package birthmark.codec;

import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The codecs of records and of sealed interfaces over them. */
final class Records {
  private Records() {}

  /** A tagged record of a sealed interface. */
  record Variant(int tag, long since, Class<?> type, ProductCodec<?> codec) {}

  private static String about(java.lang.reflect.AnnotatedElement element) {
    About about = element.getAnnotation(About.class);
    return about == null ? "" : about.value();
  }

  private static boolean isTrailing(java.lang.reflect.AnnotatedElement element) {
    return element.getAnnotation(Trailing.class) != null;
  }

  /** A record written as the array of its components. */
  static final class ProductCodec<R> extends Codec<R> {
    private final RecordShell<R> shell;
    private final List<Codec<Object>> components;
    private final List<String> names;
    private final Shape.Product shape;
    private final boolean trailing;

    @SuppressWarnings("unchecked")
    ProductCodec(RecordShell<R> shell, List<Codec<?>> components) {
      this.shell = shell;
      this.components = components.stream().map(codec -> (Codec<Object>) codec).toList();
      List<String> names = new ArrayList<>();
      List<Shape.Field> fields = new ArrayList<>();
      for (RecordComponent component : shell.type().getRecordComponents()) {
        fields.add(
            new Shape.Field(
                component.getName(), about(component), components.get(names.size()).shape()));
        names.add(component.getName());
      }
      RecordComponent[] all = shell.type().getRecordComponents();
      this.trailing = all.length > 0 && isTrailing(all[all.length - 1]);
      this.names = List.copyOf(names);
      this.shape =
          new Shape.Product(
              Names.kebab(shell.type().getSimpleName()), about(shell.type()), List.copyOf(fields));
    }

    @Override
    public Shape.Product shape() {
      return shape;
    }

    @Override
    public void write(CborWriter out, R value) {
      int count = count(value);
      out.array(count);
      writeComponents(out, value, count);
    }

    /** How many components are written: not the last one, where it may be left out and is empty. */
    private int count(R value) {
      int last = components.size() - 1;
      return trailing
              && shell.component(value, last) instanceof Optional<?> later
              && later.isEmpty()
          ? last
          : components.size();
    }

    void writeComponents(CborWriter out, R value) {
      writeComponents(out, value, components.size());
    }

    private void writeComponents(CborWriter out, R value, int count) {
      for (int i = 0; i < count; i++) {
        components.get(i).write(out, shell.component(value, i));
      }
    }

    @Override
    R readItem(CborReader in) throws MalformedException {
      int count = in.array(components.size());
      boolean left = trailing && count == components.size() - 1;
      if (count != components.size() && !left) {
        throw new MalformedException(
            "", "must be an array of " + components.size() + " " + names + ", not of " + count);
      }
      R value = readComponents(in, count);
      if (trailing && !left && count(value) != count) {
        throw new MalformedException(names.getLast(), "must be left out where there is none");
      }
      return value;
    }

    R readComponents(CborReader in) throws MalformedException {
      return readComponents(in, components.size());
    }

    private R readComponents(CborReader in, int count) throws MalformedException {
      Object[] values = new Object[components.size()];
      if (count < values.length) {
        values[count] = Optional.empty();
      }
      for (int i = 0; i < count; i++) {
        try {
          values[i] = components.get(i).read(in);
        } catch (MalformedException e) {
          throw e.inside(names.get(i));
        }
      }
      return shell.make(values);
    }

    @Override
    public Json toJson(R value) {
      return new Json.Obj(members(value));
    }

    List<Json.Member> members(R value) {
      List<Json.Member> members = new ArrayList<>();
      for (int i = 0; i < components.size(); i++) {
        Json json = components.get(i).toJson(shell.component(value, i));
        if (!(json instanceof Json.Null)) {
          members.add(new Json.Member(names.get(i), json));
        }
      }
      return members;
    }

    @Override
    public R fromJson(Json json) throws MalformedException {
      if (!(json instanceof Json.Obj object)) {
        throw new MalformedException("", "must be an object with the members " + names);
      }
      for (Json.Member member : object.members()) {
        if (!names.contains(member.name())) {
          throw new MalformedException(
              member.name(), "is no member here; the members are " + names);
        }
      }
      return fromMembers(object);
    }

    R fromMembers(Json.Obj object) throws MalformedException {
      Object[] values = new Object[components.size()];
      for (int i = 0; i < values.length; i++) {
        Json member = object.member(names.get(i)).orElse(new Json.Null());
        if (member instanceof Json.Null && !(components.get(i) instanceof Containers.MaybeCodec)) {
          throw new MalformedException(names.get(i), "is missing");
        }
        try {
          values[i] = components.get(i).fromJson(member);
        } catch (MalformedException e) {
          throw e.inside(names.get(i));
        }
      }
      return shell.make(values);
    }

    @Override
    void writeKey(KeyWriter out, R value) {
      for (int i = 0; i < components.size(); i++) {
        components.get(i).writeKey(out, shell.component(value, i));
      }
    }

    @Override
    void writeKeyPrefix(KeyWriter out, Iterator<?> parts) {
      for (Codec<Object> component : components) {
        component.writeKeyPrefix(out, parts);
      }
    }

    @Override
    List<Codec<?>> leaves() {
      List<Codec<?>> leaves = new ArrayList<>();
      for (Codec<Object> component : components) {
        leaves.addAll(component.leaves());
      }
      return leaves;
    }

    @Override
    R fromLeaves(Iterator<?> leaves) throws MalformedException {
      Object[] values = new Object[components.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = components.get(i).fromLeaves(leaves);
      }
      return shell.make(values);
    }

    @Override
    R readKey(KeyReader in) {
      Object[] values = new Object[components.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = components.get(i).readKey(in);
      }
      return shell.remake(values);
    }

    @Override
    int keyLengthMax() {
      int sum = 0;
      for (Codec<Object> component : components) {
        if (component.keyLengthMax() < 0) {
          return -1;
        }
        sum += component.keyLengthMax();
      }
      return sum;
    }
  }

  /** A record of one component, written as that component. */
  static final class WrappedCodec<R> extends Codec<R> {
    private final RecordShell<R> shell;
    private final Codec<Object> value;

    @SuppressWarnings("unchecked")
    WrappedCodec(RecordShell<R> shell, Codec<?> value) {
      this.shell = shell;
      this.value = (Codec<Object>) value;
    }

    @Override
    public Shape shape() {
      return new Shape.Wrapped(
          Names.kebab(shell.type().getSimpleName()), about(shell.type()), value.shape());
    }

    @Override
    public void write(CborWriter out, R record) {
      value.write(out, shell.component(record, 0));
    }

    @Override
    R readItem(CborReader in) throws MalformedException {
      return shell.make(new Object[] {value.readItem(in)});
    }

    @Override
    public Json toJson(R record) {
      return value.toJson(shell.component(record, 0));
    }

    @Override
    public R fromJson(Json json) throws MalformedException {
      return shell.make(new Object[] {value.fromJson(json)});
    }

    @Override
    void writeKey(KeyWriter out, R record) {
      value.writeKey(out, shell.component(record, 0));
    }

    @Override
    R readKey(KeyReader in) {
      return shell.remake(new Object[] {value.readKey(in)});
    }

    @Override
    int keyLengthMax() {
      return value.keyLengthMax();
    }
  }

  /** A sealed interface: the tag, then the components of the record that has it. */
  static final class SumCodec<S> extends Codec<S> {
    private final Class<S> type;
    private final List<Variant> variants;

    SumCodec(Class<S> type, List<Variant> variants) {
      this.type = type;
      this.variants = variants;
    }

    List<Variant> variants() {
      return variants;
    }

    @Override
    public Shape.Sum shape() {
      return new Shape.Sum(
          Names.kebab(type.getSimpleName()),
          variants.stream()
              .map(variant -> new Shape.Case(variant.tag(), variant.codec().shape()))
              .toList());
    }

    @Override
    public void write(CborWriter out, S value) {
      Variant variant = of(value);
      out.array(variant.codec().components.size() + 1);
      out.unsigned(variant.tag());
      components(variant, out, value);
    }

    @SuppressWarnings("unchecked")
    private static void components(Variant variant, CborWriter out, Object value) {
      ((ProductCodec<Object>) variant.codec()).writeComponents(out, value);
    }

    private Variant of(S value) {
      for (Variant variant : variants) {
        if (variant.type() == value.getClass()) {
          return variant;
        }
      }
      throw new IllegalArgumentException(
          value.getClass().getName() + " is not of " + type.getName());
    }

    @Override
    S readItem(CborReader in) throws MalformedException {
      int count = in.array(256);
      if (count == 0) {
        throw new MalformedException("", "must be an array that starts with a tag");
      }
      long tag = in.unsigned();
      for (Variant variant : variants) {
        if (variant.tag() == tag) {
          int needed = variant.codec().components.size();
          if (count != needed + 1) {
            throw new MalformedException(
                "",
                "must have " + needed + " components after tag " + tag + ", not " + (count - 1));
          }
          return type.cast(variant.codec().readComponents(in));
        }
      }
      throw new MalformedException(
          "", "no " + Names.kebab(type.getSimpleName()) + " has tag " + tag);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Json toJson(S value) {
      Variant variant = of(value);
      List<Json.Member> members = new ArrayList<>();
      members.add(new Json.Member("type", new Json.Text(variant.codec().shape().name())));
      members.addAll(((ProductCodec<Object>) variant.codec()).members(value));
      return new Json.Obj(members);
    }

    @Override
    public S fromJson(Json json) throws MalformedException {
      if (json instanceof Json.Obj object
          && object.member("type").orElse(new Json.Null()) instanceof Json.Text name) {
        for (Variant variant : variants) {
          if (variant.codec().shape().name().equals(name.value())) {
            List<Json.Member> rest =
                object.members().stream().filter(member -> !member.name().equals("type")).toList();
            return type.cast(variant.codec().fromJson(new Json.Obj(rest)));
          }
        }
      }
      List<String> names =
          variants.stream().map(variant -> variant.codec().shape().name()).toList();
      throw new MalformedException("type", "must be one of " + names);
    }

    @Override
    void writeKey(KeyWriter out, S value) {
      throw new IllegalArgumentException("a sealed interface has no order");
    }

    @Override
    S readKey(KeyReader in) {
      throw new IllegalArgumentException("a sealed interface has no order");
    }

    @Override
    int keyLengthMax() {
      return -1;
    }
  }
}
