package birthmark.client.sdk;

/** Where a user is told what happens beside the answer. */
public interface Notices {
  /** Tells {@code sentence}. */
  void say(String sentence);
}
