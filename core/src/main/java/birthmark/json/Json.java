package birthmark.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A JSON value (RFC 8259) whose numbers are whole: what is not carries its digits as text. */
public sealed interface Json {
  /** Members in order; no name twice. */
  record Obj(List<Member> members) implements Json {
    /** Keeps a copy. */
    public Obj {
      members = List.copyOf(members);
    }

    /** The value of the member called {@code name}. */
    public Optional<Json> member(String name) {
      for (Member member : members) {
        if (member.name().equals(name)) {
          return Optional.of(member.value());
        }
      }
      return Optional.empty();
    }
  }

  /** Elements in order. */
  record Arr(List<Json> elements) implements Json {
    /** Keeps a copy. */
    public Arr {
      elements = List.copyOf(elements);
    }
  }

  /** Text. */
  record Text(String value) implements Json {}

  /** A whole number. */
  record Int(long value) implements Json {}

  /** True or false. */
  record Bool(boolean value) implements Json {}

  /** Null. */
  record Null() implements Json {}

  /** A name and its value. */
  record Member(String name, Json value) {}

  /** An object to be filled. */
  static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  /** An object under construction. */
  final class ObjectBuilder {
    private final TreeSet<String> names = new TreeSet<>();
    private final List<Member> members = new ArrayList<>();

    private ObjectBuilder() {}

    /**
     * Adds a member.
     *
     * @throws IllegalStateException if there is one of that name
     */
    public ObjectBuilder put(String name, Json value) {
      if (!names.add(name)) {
        throw new IllegalStateException("the object has a member " + name + " already");
      }
      members.add(new Member(name, value));
      return this;
    }

    /** Adds text. */
    public ObjectBuilder put(String name, String value) {
      return put(name, new Text(value));
    }

    /** Adds a whole number. */
    public ObjectBuilder put(String name, long value) {
      return put(name, new Int(value));
    }

    /** Adds true or false. */
    public ObjectBuilder put(String name, boolean value) {
      return put(name, new Bool(value));
    }

    /** The object. */
    public Obj build() {
      return new Obj(members);
    }
  }
}
