package birthmark.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a record is taken apart and put together: by reflection at first, and by method handles of
 * its accessors and canonical constructor once it is used often.
 *
 * <p>A handle is fast, but the JDK makes a class for each when it is first called, which takes the
 * longer part of a millisecond: a program that verifies one bundle uses a hundred of them a few
 * times. Two threads that come at once make equal ones, and either will do.
 */
final class RecordShell<R> {
  /** So many uses of a record are not worth its handles. */
  private static final int RARE = 200;

  private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
  private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

  private final Class<R> type;
  private final MethodHandles.Lookup lookup;
  private final List<RecordComponent> components;
  private List<MethodHandle> accessors = List.of();
  private Optional<MethodHandle> constructor = Optional.empty();
  private Optional<Constructor<R>> rareConstructor = Optional.empty();

  // Counted without care for other threads: it decides nothing but which way is taken.
  private int uses;

  private RecordShell(
      Class<R> type, MethodHandles.Lookup lookup, List<RecordComponent> components) {
    this.type = type;
    this.lookup = lookup;
    this.components = components;
  }

  /** The shell of {@code type}, which {@code lookup} can reach. */
  static <R> RecordShell<R> of(Class<R> type, MethodHandles.Lookup lookup) {
    return new RecordShell<>(type, lookup, List.of(type.getRecordComponents()));
  }

  private MethodHandle accessor(int index) {
    List<MethodHandle> all = accessors;
    if (all.isEmpty()) {
      List<MethodHandle> made = new ArrayList<>();
      try {
        for (RecordComponent component : components) {
          made.add(lookup.unreflect(component.getAccessor()).asType(ACCESSOR));
        }
      } catch (IllegalAccessException e) {
        throw unreachable(e);
      }
      all = List.copyOf(made);
      accessors = all;
    }
    return all.get(index);
  }

  private MethodHandle constructor() {
    Optional<MethodHandle> known = constructor;
    if (known.isPresent()) {
      return known.get();
    }
    try {
      MethodHandle made =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types()))
              .asSpreader(Object[].class, components.size())
              .asType(CONSTRUCTOR);
      constructor = Optional.of(made);
      return made;
    } catch (ReflectiveOperationException e) {
      throw unreachable(e);
    }
  }

  private Constructor<R> rareConstructor() throws NoSuchMethodException {
    if (rareConstructor.isEmpty()) {
      rareConstructor = Optional.of(type.getDeclaredConstructor(types().toArray(Class<?>[]::new)));
    }
    return rareConstructor.get();
  }

  private List<Class<?>> types() {
    List<Class<?>> types = new ArrayList<>();
    components.forEach(component -> types.add(component.getType()));
    return types;
  }

  private boolean isRare() {
    return uses < RARE && uses++ < RARE;
  }

  /** A call by reflection. */
  private interface Reflected<T> {
    T call() throws ReflectiveOperationException;
  }

  /** What {@code call} gives, or what the record's own code throws. */
  private <T> T rarely(Reflected<T> call) throws Throwable {
    try {
      return call.call();
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    } catch (ReflectiveOperationException e) {
      throw unreachable(e);
    }
  }

  private IllegalArgumentException unreachable(ReflectiveOperationException e) {
    return new IllegalArgumentException(type.getName() + " must be a public record", e);
  }

  Class<R> type() {
    return type;
  }

  Object component(R value, int index) {
    try {
      if (isRare()) {
        return rarely(() -> components.get(index).getAccessor().invoke(value));
      }
      return (Object) accessor(index).invokeExact((Object) value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("an accessor of " + type.getName() + " threw", e);
    }
  }

  /**
   * A record of {@code components}.
   *
   * @throws MalformedException if its own constructor refuses them; an {@link
   *     IllegalArgumentException} there is its sentence for whoever sent the values
   */
  R make(Object[] components) throws MalformedException {
    try {
      if (isRare()) {
        return rarely(() -> rareConstructor().newInstance(components));
      }
      return type.cast((Object) constructor().invokeExact(components));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("", String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the constructor of " + type.getName() + " threw", e);
    }
  }

  /** The same for values that were valid when they were stored. */
  R remake(Object[] components) {
    try {
      return make(components);
    } catch (MalformedException e) {
      throw new IllegalStateException(
          "a stored " + type.getName() + " is not valid: " + e.sentence(), e);
    }
  }
}
