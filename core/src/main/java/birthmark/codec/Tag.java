package birthmark.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The number that names a record among those of its sealed interface; from 1.0 on it never changes
 * meaning.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Tag {
  /** The number, 1 or more. */
  int value();

  /** The rules version from which it is known. */
  long since() default 1;
}
