package birthmark.codec;

import java.util.List;

/**
 * The structure of a value as data: what a schema, a form or a command line is made from.
 *
 * <p>A record with one component is written as that component; with several, as an array of them in
 * order.
 */
public sealed interface Shape {
  /** A whole number from 0 to 2^63 - 1. */
  record Whole() implements Shape {}

  /** Yes or no. */
  record Flag() implements Shape {}

  /** A moment: milliseconds in CBOR, RFC 3339 in JSON. */
  record Moment() implements Shape {}

  /** UTF-8 text of {@code min} to {@code max} octets without control characters. */
  record Text(int min, int max) implements Shape {}

  /** Octets, hexadecimal in JSON; {@code what} names a known kind ("octets", "key", "key id"). */
  record Octets(int min, int max, String what) implements Shape {}

  /** One of {@code names}: its position in CBOR, its name in JSON. */
  record Choice(List<String> names) implements Shape {}

  /** A value or nothing: null in CBOR, left out in JSON. */
  record Maybe(Shape value) implements Shape {}

  /** {@code min} to {@code max} values in order. */
  record Many(Shape element, int min, int max) implements Shape {}

  /** A record: {@code name} in kebab case, its fields in order. */
  record Product(String name, String about, List<Field> fields) implements Shape {}

  /** A record of one component that is written as that component. */
  record Wrapped(String name, String about, Shape value) implements Shape {}

  /** One of several records: {@code [tag, fields…]} in CBOR, a {@code "type"} member in JSON. */
  record Sum(String name, List<Case> cases) implements Shape {}

  /** A component. */
  record Field(String name, String about, Shape shape) {}

  /** A record of a sealed interface. */
  record Case(int tag, Product record) {}
}
