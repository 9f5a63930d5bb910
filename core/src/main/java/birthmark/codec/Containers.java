package birthmark.codec;

import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The codecs of optional values and lists. */
final class Containers {
  private Containers() {}

  /** A value or null. */
  static final class MaybeCodec<T> extends Codec<Optional<T>> {
    private final Codec<T> value;

    MaybeCodec(Codec<T> value) {
      this.value = value;
    }

    @Override
    public Shape shape() {
      return new Shape.Maybe(value.shape());
    }

    @Override
    public void write(CborWriter out, Optional<T> optional) {
      if (optional.isPresent()) {
        value.write(out, optional.get());
      } else {
        out.nil();
      }
    }

    @Override
    Optional<T> readItem(CborReader in) throws MalformedException {
      if (in.isNil()) {
        in.nil();
        return Optional.empty();
      }
      return Optional.of(value.readItem(in));
    }

    @Override
    public Json toJson(Optional<T> optional) {
      return optional.isPresent() ? value.toJson(optional.get()) : new Json.Null();
    }

    @Override
    public Optional<T> fromJson(Json json) throws MalformedException {
      return json instanceof Json.Null ? Optional.empty() : Optional.of(value.fromJson(json));
    }

    @Override
    void writeKey(KeyWriter out, Optional<T> optional) {
      throw new IllegalArgumentException("an optional component has no order");
    }

    @Override
    Optional<T> readKey(KeyReader in) {
      throw new IllegalArgumentException("an optional component has no order");
    }

    @Override
    int keyLengthMax() {
      return -1;
    }
  }

  /** Values in order. */
  static final class ManyCodec<T> extends Codec<List<T>> {
    private final Codec<T> element;
    private final int min;
    private final int max;

    ManyCodec(Codec<T> element, int min, int max) {
      this.element = element;
      this.min = min;
      this.max = max;
    }

    @Override
    public Shape shape() {
      return new Shape.Many(element.shape(), min, max);
    }

    @Override
    public void write(CborWriter out, List<T> list) {
      out.array(list.size());
      for (T each : list) {
        element.write(out, each);
      }
    }

    @Override
    List<T> readItem(CborReader in) throws MalformedException {
      int count = in.array(max);
      check(count);
      List<T> list = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        try {
          list.add(element.readItem(in));
        } catch (MalformedException e) {
          throw e.inside("[" + i + "]");
        }
      }
      return List.copyOf(list);
    }

    @Override
    public Json toJson(List<T> list) {
      return new Json.Arr(list.stream().map(element::toJson).toList());
    }

    @Override
    public List<T> fromJson(Json json) throws MalformedException {
      if (!(json instanceof Json.Arr array)) {
        throw new MalformedException("", "must be a list");
      }
      check(array.elements().size());
      List<T> list = new ArrayList<>();
      for (Json each : array.elements()) {
        try {
          list.add(element.fromJson(each));
        } catch (MalformedException e) {
          throw e.inside("[" + list.size() + "]");
        }
      }
      return List.copyOf(list);
    }

    private void check(int count) throws MalformedException {
      if (count < min || count > max) {
        throw new MalformedException(
            "", "must be a list of " + min + " to " + max + ", not " + count);
      }
    }

    @Override
    void writeKey(KeyWriter out, List<T> list) {
      throw new IllegalArgumentException("a list has no order");
    }

    @Override
    List<T> readKey(KeyReader in) {
      throw new IllegalArgumentException("a list has no order");
    }

    @Override
    int keyLengthMax() {
      return -1;
    }
  }
}
