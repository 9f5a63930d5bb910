package birthmark.json;

import java.util.List;
import java.util.Optional;

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
}
