package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborItem;
import java.util.List;
import java.util.Optional;

/** Members of CBOR maps whose keys are whole numbers, each read as what it should be. */
final class Items {
  private Items() {}

  private static CborItem key(long label) {
    return label < 0 ? new CborItem.Negative(-1 - label) : new CborItem.Unsigned(label);
  }

  /** The member of {@code map} under {@code label}. */
  static Optional<CborItem> member(CborItem map, long label) {
    return map instanceof CborItem.Map entries ? entries.value(key(label)) : Optional.empty();
  }

  /** The octets under {@code label}. */
  static Optional<Bytes> octets(CborItem map, long label) {
    return member(map, label).flatMap(Items::octets);
  }

  /** The octets that {@code item} is. */
  static Optional<Bytes> octets(CborItem item) {
    return item instanceof CborItem.ByteString octets
        ? Optional.of(octets.value())
        : Optional.empty();
  }

  /** The text under {@code label}. */
  static Optional<String> text(CborItem map, long label) {
    return member(map, label)
        .flatMap(
            item ->
                item instanceof CborItem.TextString text
                    ? Optional.of(text.value())
                    : Optional.empty());
  }

  /** The whole number from 0 to 65,535 under {@code label}. */
  static Optional<Integer> number(CborItem map, long label) {
    return member(map, label)
        .flatMap(
            item ->
                item instanceof CborItem.Unsigned number
                        && number.bits() >= 0
                        && number.bits() <= 0xffff
                    ? Optional.of((int) number.bits())
                    : Optional.empty());
  }

  /** The elements under {@code label}; none where there is no list. */
  static List<CborItem> list(CborItem map, long label) {
    return member(map, label).map(Items::list).orElse(List.of());
  }

  /** The elements that {@code item} has; none where it is no list. */
  static List<CborItem> list(CborItem item) {
    return item instanceof CborItem.Array array ? array.items() : List.of();
  }

  /** What is under the tag {@code number}. */
  static Optional<CborItem> tagged(CborItem item, long number) {
    return item instanceof CborItem.Tagged tagged && tagged.number() == number
        ? Optional.of(tagged.content())
        : Optional.empty();
  }
}
