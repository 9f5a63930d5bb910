package birthmark.answer;

import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;

/** A key as the texts that a path names it by, one for each value it consists of. */
public final class Cursor {
  private Cursor() {}

  /** The texts of a key whose JSON form is {@code key}. */
  public static List<String> texts(Json key) {
    List<String> texts = new ArrayList<>();
    flatten(key, texts);
    return List.copyOf(texts);
  }

  private static void flatten(Json json, List<String> texts) {
    switch (json) {
      case Json.Obj object -> object.members().forEach(member -> flatten(member.value(), texts));
      case Json.Text text -> texts.add(text.value());
      case Json.Int whole -> texts.add(Long.toString(whole.value()));
      case Json.Bool flag -> texts.add(Boolean.toString(flag.value()));
      case Json.Arr _, Json.Null _ ->
          throw new IllegalArgumentException("a key consists of values that have an order");
    }
  }
}
