package birthmark.codec;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Derives a codec from a declaration. Reflection is read once, when a codec is made, never when it
 * is used.
 */
final class Derivation {
  /** The codec of each declared type: what it is follows from the declaration alone. */
  private static final ClassValue<Codec<?>> DECLARED =
      new ClassValue<>() {
        @Override
        protected Codec<?> computeValue(Class<?> type) {
          return declared(type);
        }
      };

  private Derivation() {}

  @SuppressWarnings("unchecked")
  static <T> Codec<T> of(Class<T> type) {
    return (Codec<T>) derive(type, Optional.empty(), type.getSimpleName());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Codec<?> derive(Type type, Optional<Length> length, String where) {
    if (type instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return new Containers.MaybeCodec<>(derive(argument, length, where));
      }
      if (generic.getRawType() == List.class) {
        Length bounds = bounds(length, where);
        return new Containers.ManyCodec<>(
            derive(argument, Optional.empty(), where), bounds.min(), bounds.max());
      }
    }
    if (!(type instanceof Class<?> raw)) {
      throw new IllegalArgumentException(
          where + " has a type without a codec: " + type.getTypeName());
    }
    if (raw == long.class || raw == Long.class) {
      return new Scalars.WholeCodec();
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return new Scalars.FlagCodec();
    }
    if (raw == Timestamp.class) {
      return new Scalars.MomentCodec();
    }
    if (raw == KeyId.class) {
      return new Scalars.KeyIdCodec();
    }
    if (raw == CoseKey.class) {
      return new Scalars.CoseKeyCodec();
    }
    if (raw == String.class) {
      Length bounds = bounds(length, where);
      return new Scalars.TextCodec(bounds.min(), bounds.max());
    }
    if (raw == Bytes.class) {
      Length bounds = bounds(length, where);
      return new Scalars.OctetsCodec(bounds.min(), bounds.max());
    }
    if (raw.isEnum() || raw.isRecord() || raw.isSealed()) {
      return DECLARED.get(raw);
    }
    throw new IllegalArgumentException(where + " has a type without a codec: " + raw.getName());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Codec<?> declared(Class<?> raw) {
    if (raw.isEnum()) {
      return new Scalars.ChoiceCodec<>((Class) raw);
    }
    if (raw.isSealed()) {
      return sum(raw);
    }
    List<Codec<?>> components = components(raw);
    return components.size() == 1
        ? new Records.WrappedCodec<>(shell(raw), components.get(0))
        : product(raw);
  }

  private static Length bounds(Optional<Length> length, String where) {
    return length.orElseThrow(
        () ->
            new IllegalArgumentException(where + " declares no bounds: annotate it with @Length"));
  }

  static <R> Records.ProductCodec<R> product(Class<R> raw) {
    return new Records.ProductCodec<>(shell(raw), components(raw));
  }

  private static Codec<?> sum(Class<?> raw) {
    List<Records.Variant> variants = new ArrayList<>();
    for (Class<?> permitted : raw.getPermittedSubclasses()) {
      Tag tag = permitted.getAnnotation(Tag.class);
      if (tag == null || tag.value() < 1 || !permitted.isRecord()) {
        throw new IllegalArgumentException(
            permitted.getName() + " must be a record with a @Tag of 1 or more");
      }
      for (Records.Variant earlier : variants) {
        if (earlier.tag() == tag.value()) {
          throw new IllegalArgumentException(
              permitted.getName()
                  + " repeats tag "
                  + tag.value()
                  + " of "
                  + earlier.type().getName());
        }
      }
      variants.add(new Records.Variant(tag.value(), tag.since(), permitted, product(permitted)));
    }
    return new Records.SumCodec<>(raw, List.copyOf(variants));
  }

  private static List<Codec<?>> components(Class<?> raw) {
    List<Codec<?>> codecs = new ArrayList<>();
    for (RecordComponent component : raw.getRecordComponents()) {
      codecs.add(
          derive(
              component.getGenericType(),
              Optional.ofNullable(component.getAnnotation(Length.class)),
              raw.getSimpleName() + "." + component.getName()));
    }
    return List.copyOf(codecs);
  }

  private static <R> RecordShell<R> shell(Class<R> raw) {
    // Records of this module need not be exported; those of others (a contract under test) are
    // public.
    MethodHandles.Lookup lookup =
        raw.getModule() == Derivation.class.getModule()
            ? MethodHandles.lookup()
            : MethodHandles.publicLookup();
    return RecordShell.of(raw, lookup);
  }
}
