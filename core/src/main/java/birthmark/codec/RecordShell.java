package birthmark.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * How a record is taken apart and put together: its accessors and canonical constructor as method
 * handles.
 */
final class RecordShell<R> {
  private final Class<R> type;
  private final MethodHandle constructor;
  private final List<MethodHandle> accessors;

  private RecordShell(Class<R> type, MethodHandle constructor, List<MethodHandle> accessors) {
    this.type = type;
    this.constructor = constructor;
    this.accessors = accessors;
  }

  static <R> RecordShell<R> of(Class<R> type, MethodHandles.Lookup lookup) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    List<MethodHandle> accessors = new ArrayList<>();
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        accessors.add(
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class)));
      }
      MethodHandle constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, components.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new RecordShell<>(type, constructor, List.copyOf(accessors));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " must be a public record", e);
    }
  }

  Class<R> type() {
    return type;
  }

  Object component(R value, int index) {
    try {
      return (Object) accessors.get(index).invokeExact((Object) value);
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
      return type.cast((Object) constructor.invokeExact(components));
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
