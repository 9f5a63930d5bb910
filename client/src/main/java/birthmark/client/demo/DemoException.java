package birthmark.client.demo;

/** The story cannot go on: what happened, and what to do. */
final class DemoException extends Exception {
  private static final long serialVersionUID = 1L;

  DemoException(String sentence) {
    super(sentence);
  }

  DemoException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
