package birthmark.answer;

import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/** A question in CBOR: {@code [contract, path, texts, after, limit]}. */
final class QuestionForm {
  private static final int NAME_LENGTH_MAX = 128;
  private static final int TEXT_LENGTH_MAX = 512;
  private static final int TEXTS_MAX = 16;

  private QuestionForm() {}

  static void write(CborWriter out, Question question) {
    out.array(5).text(question.contract()).text(question.path());
    write(out, question.texts());
    write(out, question.after());
    out.unsigned(question.limit());
  }

  private static void write(CborWriter out, List<String> texts) {
    out.array(texts.size());
    texts.forEach(out::text);
  }

  static Question read(CborReader in) {
    in.arrayOf(5);
    return new Question(
        in.text(NAME_LENGTH_MAX),
        in.text(NAME_LENGTH_MAX),
        texts(in),
        texts(in),
        (int) in.unsigned(Integer.MAX_VALUE));
  }

  private static List<String> texts(CborReader in) {
    int count = in.array(TEXTS_MAX);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.text(TEXT_LENGTH_MAX));
    }
    return texts;
  }
}
