package birthmark.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bounds of a text (in UTF-8 octets), an octet string (in octets) or a list (in elements).
 *
 * <p>Every such component must declare them: a record with an unbounded one has no codec.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Length {
  /** The least length allowed. */
  int min() default 0;

  /** The greatest length allowed. */
  int max();
}
