package birthmark.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tagged records of a sealed interface, each with a codec that writes it as an array even where
 * it has one component.
 *
 * @param <S> a sealed interface of records with a {@link Tag}
 */
public final class Variants<S> {
  /**
   * One of the records.
   *
   * @param tag its number
   * @param since the rules version from which it is known
   * @param name its name in kebab case
   * @param type its class
   * @param codec its form, without the tag
   */
  public record Variant<S>(
      int tag, long since, String name, Class<? extends S> type, Codec<S> codec) {
    /** The structure of the record. */
    public Shape.Product shape() {
      return (Shape.Product) codec.shape();
    }
  }

  private final Class<S> type;
  private final List<Variant<S>> all;

  private Variants(Class<S> type, List<Variant<S>> all) {
    this.type = type;
    this.all = all;
  }

  /**
   * The records that {@code type} permits, in the order of their declaration.
   *
   * @throws IllegalArgumentException if {@code type} is not a sealed interface of tagged records
   */
  @SuppressWarnings("unchecked")
  public static <S> Variants<S> of(Class<S> type) {
    if (!(Codec.of(type) instanceof Records.SumCodec<S> sum)) {
      throw new IllegalArgumentException(type.getName() + " must be a sealed interface of records");
    }
    List<Variant<S>> all = new ArrayList<>();
    for (Records.Variant variant : sum.variants()) {
      all.add(
          new Variant<>(
              variant.tag(),
              variant.since(),
              variant.codec().shape().name(),
              (Class<? extends S>) variant.type(),
              (Codec<S>) variant.codec()));
    }
    return new Variants<>(type, List.copyOf(all));
  }

  /** All of them. */
  public List<Variant<S>> all() {
    return all;
  }

  /** The one numbered {@code tag}. */
  public Optional<Variant<S>> tagged(long tag) {
    for (Variant<S> variant : all) {
      if (variant.tag() == tag) {
        return Optional.of(variant);
      }
    }
    return Optional.empty();
  }

  /** The one named {@code name}, in kebab case. */
  public Optional<Variant<S>> named(String name) {
    for (Variant<S> variant : all) {
      if (variant.name().equals(name)) {
        return Optional.of(variant);
      }
    }
    return Optional.empty();
  }

  /**
   * The one that {@code value} is.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public Variant<S> of(Object value) {
    for (Variant<S> variant : all) {
      if (variant.type() == value.getClass()) {
        return variant;
      }
    }
    throw new IllegalArgumentException(value.getClass().getName() + " is not of " + type.getName());
  }
}
