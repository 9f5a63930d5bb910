package birthmark.node.edge;

import birthmark.answer.AnswersProof;
import birthmark.answer.Question;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import java.util.List;

/**
 * Questions as a request has them.
 *
 * @param questions each about one key
 */
public record AskedQuestions(
    @Length(min = 1, max = AnswersProof.QUESTIONS_MAX) List<OfKey> questions) {
  static final Codec<AskedQuestions> CODEC = Codec.of(AskedQuestions.class);

  /**
   * One of them.
   *
   * @param contract the contract's name
   * @param read the read's path, with its parameters' names in braces
   * @param of the values of the parameters, in order
   */
  public record OfKey(
      @Length(min = 1, max = 128) String contract,
      @Length(min = 1, max = 128) String read,
      @Length(max = 16) List<Value> of) {
    private Question question() {
      return new Question(contract, read, of.stream().map(Value::text).toList(), List.of(), 0);
    }
  }

  /**
   * A parameter's value.
   *
   * @param text as a path has it, without percent encoding
   */
  public record Value(@Length(max = 512) String text) {}

  /** The same as questions of reads. */
  List<Question> asked() {
    return questions.stream().map(OfKey::question).toList();
  }
}
