package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an operator's things of one model may talk to: what the maker says, tightened.
 *
 * @param digest SHA-256 of the usage description
 * @param location where it is
 * @param entries the names of its entries that hold, in order
 * @param topics what the things may publish and subscribe to, beside attesting and updates
 * @param octetsPerSecond how much a thing may send; 0 for no limit
 */
public record Usage(
    @Length(min = 32, max = 32) Bytes digest,
    @Length(min = 1, max = 512) String location,
    @Length(max = 512) List<UsageDescription.EntryName> entries,
    @Length(max = 64) List<TopicUse> topics,
    long octetsPerSecond) {
  /** Keeps copies. */
  public Usage {
    entries = List.copyOf(entries);
    topics = List.copyOf(topics);
  }

  /** What holds for {@code id}; empty where the maker describes nothing. */
  static Optional<Usage> of(View state, PolicyId id) {
    return state
        .find(Admission.DESCRIPTIONS, id.model())
        .map(description -> of(description, state.find(Admission.TIGHTENINGS, id)));
  }

  private static Usage of(UsageDescription description, Optional<Tightening> tightening) {
    boolean local =
        tightening
            .filter(each -> each.digest().equals(description.digest()))
            .map(Tightening::keepLocalNetworks)
            .orElse(false);
    SortedSet<String> without = new TreeSet<>();
    tightening.ifPresent(each -> each.without().forEach(name -> without.add(name.text())));
    List<TopicUse> withoutTopics = tightening.map(Tightening::withoutTopics).orElse(List.of());
    return new Usage(
        description.digest(),
        description.location(),
        description.entries().stream()
            .filter(entry -> local || !entry.local())
            .filter(entry -> !without.contains(entry.name()))
            .map(entry -> new UsageDescription.EntryName(entry.name()))
            .toList(),
        description.topics().stream().filter(topic -> !withoutTopics.contains(topic)).toList(),
        tightening.map(Tightening::octetsPerSecond).orElse(0L));
  }
}
