package birthmark.client.demo;

import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What the storyteller and the players say to each other: JSON objects, one a line. */
final class Lines {
  private Lines() {}

  /** An object of texts: name, value, name, value. */
  static Json.Obj object(String... namesAndValues) {
    List<Json.Member> members = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.add(new Json.Member(namesAndValues[i], new Json.Text(namesAndValues[i + 1])));
    }
    return new Json.Obj(members);
  }

  /** {@code object} with one more member. */
  static Json.Obj with(Json.Obj object, String name, Json value) {
    List<Json.Member> members = new ArrayList<>(object.members());
    members.add(new Json.Member(name, value));
    return new Json.Obj(members);
  }

  /** The member called {@code name}. */
  static Json member(Json.Obj object, String name) {
    return object
        .member(name)
        .orElseThrow(() -> new IllegalArgumentException("a member is missing: " + name));
  }

  /** The text of the member called {@code name}. */
  static String text(Json.Obj object, String name) {
    if (member(object, name) instanceof Json.Text text) {
      return text.value();
    }
    throw new IllegalArgumentException(name + " must be text");
  }

  /** The number of the member called {@code name}. */
  static long number(Json.Obj object, String name) {
    if (member(object, name) instanceof Json.Int number) {
      return number.value();
    }
    throw new IllegalArgumentException(name + " must be a whole number");
  }
}
