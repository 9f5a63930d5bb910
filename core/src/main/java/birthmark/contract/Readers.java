package birthmark.contract;

import birthmark.codec.Names;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may read a record. What declares no readers is read by nobody.
 *
 * @param <K> the record's key
 * @param <V> the record
 */
public final class Readers<K, V> {
  /**
   * A reader who has shown who it is.
   *
   * @param subject who
   * @param roles what it may do
   */
  public record Reader(Subject subject, List<Role> roles) {}

  /** Finds whom a record concerns. */
  public interface Concerned<K, V> {
    /** The subjects that {@code value}, found under {@code key}, concerns. */
    List<Subject> of(View state, K key, V value);
  }

  private final boolean everyone;
  private final List<Role> roles;
  private final List<Concerned<K, V>> concerned;

  private Readers(boolean everyone, List<Role> roles, List<Concerned<K, V>> concerned) {
    this.everyone = everyone;
    this.roles = roles;
    this.concerned = concerned;
  }

  /** Anybody, also without showing who it is. */
  public static <K, V> Readers<K, V> everyone() {
    return new Readers<>(true, List.of(), List.of());
  }

  /** Parties that hold one of {@code roles}. */
  public static <K, V> Readers<K, V> roles(Role... roles) {
    return new Readers<>(false, List.of(roles), List.of());
  }

  /** The subjects a record concerns. */
  public static <K, V> Readers<K, V> concerned(Concerned<K, V> concerned) {
    return new Readers<>(false, List.of(), List.of(concerned));
  }

  /** These and those. */
  public Readers<K, V> or(Readers<K, V> others) {
    List<Role> allRoles = new ArrayList<>(roles);
    allRoles.addAll(others.roles);
    List<Concerned<K, V>> allConcerned = new ArrayList<>(concerned);
    allConcerned.addAll(others.concerned);
    return new Readers<>(
        everyone || others.everyone, List.copyOf(allRoles), List.copyOf(allConcerned));
  }

  /** Whether anybody may read, so that nobody needs to show who it is. */
  public boolean open() {
    return everyone;
  }

  /** Whether {@code reader} may read whatever the record is. */
  public boolean admitsAlways(Optional<Reader> reader) {
    return everyone
        || reader.map(known -> known.roles().stream().anyMatch(roles::contains)).orElse(false);
  }

  /** Whether {@code reader} may read the record. */
  public boolean admits(View state, Optional<Reader> reader, K key, V value) {
    if (admitsAlways(reader)) {
      return true;
    }
    if (reader.isEmpty()) {
      return false;
    }
    for (Concerned<K, V> finder : concerned) {
      if (finder.of(state, key, value).contains(reader.get().subject())) {
        return true;
      }
    }
    return false;
  }

  /** The readers in words, for documentation and refusals. */
  public String words() {
    if (everyone) {
      return "everyone";
    }
    List<String> words = new ArrayList<>();
    if (!concerned.isEmpty()) {
      words.add("the parties concerned");
    }
    for (Role role : roles) {
      words.add("the role " + Names.kebab(role.name()));
    }
    return words.isEmpty() ? "nobody" : String.join(", ", words);
  }
}
