package birthmark.answer;

import birthmark.contract.Keys;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Rulebook;
import java.util.List;
import java.util.Optional;

/**
 * Which read is asked what.
 *
 * @param contract the contract's name, or {@link #LEDGER}
 * @param path the read's path, with its parameters' names in braces
 * @param texts the values of the parameters, in order
 * @param after of a listing, the texts of the key behind which the page starts; else empty
 * @param limit of a listing, how many records are looked at; else 0
 */
public record Question(
    String contract, String path, List<String> texts, List<String> after, int limit) {
  /** The most records of a listing in one proof: all of one block, so that it is complete. */
  public static final int LIMIT_MAX = 100_000;

  /** The name under which the ledger's own tables are read. */
  public static final String LEDGER = "ledger";

  /** Whose a key is: the read of the ledger's own that is for everyone. */
  public static final Read KEYS =
      new Read.Find<>("keys/{kid}", "A key.", Keys.TABLE, Readers.everyone());

  /** Keeps copies. */
  public Question {
    texts = List.copyOf(texts);
    after = List.copyOf(after);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Question question
        && contract.equals(question.contract)
        && path.equals(question.path)
        && texts.equals(question.texts)
        && after.equals(question.after)
        && limit == question.limit;
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + texts.hashCode();
  }

  /** The read that is asked; empty if the rulebook has no such read. */
  public Optional<Read> read(Rulebook rulebook) {
    if (contract.equals(LEDGER)) {
      return Optional.of(KEYS).filter(read -> read.path().equals(path));
    }
    return rulebook
        .named(contract)
        .filter(rules -> rules.surface().path().equals(contract))
        .flatMap(
            rules ->
                rules.surface().reads().stream()
                    .filter(read -> read.path().equals(path))
                    .findFirst());
  }
}
