package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Names;
import birthmark.contract.Genesis;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.machine.Seal;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where two logs of one ledger part, statement by statement: what one replica counted and the other
 * did not, or counted otherwise. Nobody's signature is looked at, since whoever asks wants to know
 * what each replica decided, right or wrong.
 */
public final class LogDifference {
  private final Rulebook rulebook;
  private final ServedLog one;
  private final ServedLog other;

  /**
   * What became of a statement in one log.
   *
   * @param word {@code accepted}, {@code refused} or {@code absent}
   * @param entry its entry, where it was accepted
   * @param reason the rule in kebab case, where it was refused
   */
  public record Fate(String word, Optional<Long> entry, Optional<String> reason) {
    private static final Fate ABSENT = new Fate("absent", Optional.empty(), Optional.empty());
  }

  /**
   * A statement that two logs differ on.
   *
   * @param id its id
   * @param key the key that signed it
   * @param sequence the signer's number
   * @param name contract and transaction, where a log has the statement itself
   * @param one what became of it in the first log
   * @param other the same in the other one
   */
  public record Differing(
      Bytes id, KeyId key, long sequence, Optional<String> name, Fate one, Fate other) {}

  /** What two logs come to. */
  public sealed interface Found {
    /**
     * Both are the same as far as the shorter one goes.
     *
     * @param size entries of the shorter one
     */
    record Same(long size) implements Found {}

    /** They begin with another genesis each. */
    record Unrelated() implements Found {}

    /**
     * They part.
     *
     * @param index the first entry that differs
     * @param height the block that it is in, by the first log's seal
     * @param otherHeight the same by the other's
     * @param statements those whose fate differs within that block, in the order decided; none
     *     where only what follows from them does
     * @param seals what the block's seals say differently, by the names of their members
     */
    record Parted(
        long index, long height, long otherHeight, List<Differing> statements, List<String> seals)
        implements Found {}
  }

  /** A statement as one block counted it. */
  private record Counted(Bytes id, KeyId key, long sequence, Optional<String> name, Fate fate) {}

  /** A block as one log has it. */
  private record Decided(Seal seal, Map<Bytes, Counted> counted) {}

  /**
   * A log to look at.
   *
   * @param name what the user calls it
   * @param source where it is served
   */
  public record Named(String name, LogSource source) {
    private ServedLog open() throws IOException, InterruptedException {
      return new ServedLog(name, source);
    }
  }

  /**
   * Two logs as they are now.
   *
   * @param rulebook the rules that are known here
   * @throws IOException if one has no checkpoint
   */
  public LogDifference(Rulebook rulebook, Named one, Named other)
      throws IOException, InterruptedException {
    this.rulebook = rulebook;
    this.one = one.open();
    this.other = other.open();
  }

  /**
   * Looks for the first block on which they differ.
   *
   * @throws IOException if a log cannot be read, or does not hang together
   */
  public Found find() throws IOException, InterruptedException {
    long size = Math.min(one.size(), other.size());
    long index = one.firstOtherThan(other, size);
    if (index == size) {
      return new Found.Same(size);
    }
    if (index == 0) {
      return new Found.Unrelated();
    }
    if (one.entry(index).equals(other.entry(index))) {
      throw new IOException(
          "the tiles of "
              + one
              + " and "
              + other
              + " say that entry "
              + index
              + " differs, and it does not: one of them serves damaged tiles");
    }
    long first = one.blockOf(index);
    Decided here = decided(one, first);
    Decided there = decided(other, first);
    return new Found.Parted(
        index,
        here.seal().height(),
        there.seal().height(),
        differing(here, there),
        seals(here.seal(), there.seal()));
  }

  private Decided decided(ServedLog log, long first) throws IOException, InterruptedException {
    List<Counted> accepted = new ArrayList<>();
    long index = first;
    Bytes entry = log.entry(index);
    if (first == 0 || Genesis.isOfSuccessor(entry)) {
      entry = log.entry(++index);
    }
    while (!Seal.is(entry)) {
      long at = index;
      try {
        Statement statement = Statement.decode(rulebook, entry);
        accepted.add(
            new Counted(
                statement.id(),
                statement.key(),
                statement.sequence(),
                Optional.of(statement.rules().surface().path() + "/" + statement.name()),
                new Fate("accepted", Optional.of(at), Optional.empty())));
        index += statement.registered().isPresent() ? 2 : 1;
      } catch (RefusedException e) {
        throw new IOException(
            log + ", entry " + at + ": no statement under the rules known here: " + e.getMessage(),
            e);
      }
      entry = log.entry(index);
    }
    try {
      return ordered(Seal.decode(entry), accepted);
    } catch (MalformedException e) {
      throw new IOException(log + ", entry " + index + ": no seal: " + e.sentence(), e);
    }
  }

  /** What a block counted, in the order in which it was decided. */
  private Decided ordered(Seal seal, List<Counted> accepted) {
    Map<Bytes, Counted> counted = new LinkedHashMap<>();
    int next = 0;
    for (Seal.Refusal refusal : seal.refusals()) {
      while (next < accepted.size() && next < refusal.after()) {
        counted.put(accepted.get(next).id(), accepted.get(next));
        next++;
      }
      counted.put(
          refusal.statement(),
          new Counted(
              refusal.statement(),
              refusal.key(),
              refusal.sequence(),
              Optional.empty(),
              new Fate("refused", Optional.empty(), Optional.of(reason(refusal)))));
    }
    for (Counted each : accepted.subList(next, accepted.size())) {
      counted.put(each.id(), each);
    }
    return new Decided(seal, counted);
  }

  private String reason(Seal.Refusal refusal) {
    List<? extends Reason> reasons =
        refusal.contract() == Rulebook.LEDGER
            ? List.of(EnvelopeRefusal.values())
            : rulebook
                .numbered(refusal.contract())
                .map(rules -> rules.surface().refusals())
                .orElse(List.of());
    return refusal.reason() < reasons.size()
        ? Names.kebab(reasons.get((int) refusal.reason()).name())
        : "rule " + refusal.reason() + " of contract " + refusal.contract();
  }

  /**
   * Both decided one list of statements, of which each counted some: what only one has stood where
   * that one has it.
   */
  private static List<Differing> differing(Decided here, Decided there) {
    List<Differing> found = new ArrayList<>();
    List<Counted> ours = List.copyOf(here.counted().values());
    List<Counted> theirs = List.copyOf(there.counted().values());
    int i = 0;
    int j = 0;
    while (i < ours.size() || j < theirs.size()) {
      if (j < theirs.size() && !here.counted().containsKey(theirs.get(j).id())) {
        found.add(differing(theirs.get(j), Fate.ABSENT, theirs.get(j).fate()));
        j++;
      } else if (i < ours.size()) {
        Counted mine = ours.get(i);
        Optional<Counted> same = Optional.ofNullable(there.counted().get(mine.id()));
        Fate fate = same.map(Counted::fate).orElse(Fate.ABSENT);
        if (!fate.word().equals(mine.fate().word())
            || !fate.reason().equals(mine.fate().reason())) {
          Counted named = mine.name().isPresent() ? mine : same.orElse(mine);
          found.add(differing(named, mine.fate(), fate));
        }
        i++;
        j += same.isPresent() ? 1 : 0;
      } else {
        j++;
      }
    }
    return found;
  }

  private static Differing differing(Counted named, Fate one, Fate other) {
    return new Differing(named.id(), named.key(), named.sequence(), named.name(), one, other);
  }

  private static List<String> seals(Seal here, Seal there) {
    List<String> names = new ArrayList<>();
    note(names, "height", here.height(), there.height());
    note(names, "time", here.time(), there.time());
    note(names, "state-root", here.stateRoot(), there.stateRoot());
    note(names, "outcomes-root", here.outcomesRoot(), there.outcomesRoot());
    note(names, "refusals", here.refusals(), there.refusals());
    note(names, "rules", here.rules(), there.rules());
    note(names, "replicas", here.replicas(), there.replicas());
    note(names, "replicas-after", here.replicasAfter(), there.replicasAfter());
    return names;
  }

  private static void note(List<String> names, String name, Object here, Object there) {
    if (!here.equals(there)) {
      names.add(name);
    }
  }
}
