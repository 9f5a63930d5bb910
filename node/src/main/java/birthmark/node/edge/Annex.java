package birthmark.node.edge;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Routes of a protocol that others defined, which a node answers beside its own. Whoever wires a
 * node brings them; the edge knows nothing of what they are about.
 *
 * <p>What is wrong is told as RFC 9290 has it.
 */
public interface Annex {
  /** The endpoints. */
  List<Endpoint> endpoints();

  /**
   * A method and a path with what answers it.
   *
   * @param method GET or POST
   * @param path such as {@code /entries/{entry}}
   * @param name its name, unique
   * @param about one sentence
   * @param steps what each step of the path that is named stands for, by its name
   * @param takes the body that it takes, if any
   * @param gives its answers when all is well
   * @param faults the statuses of what else it may answer
   * @param handler what answers it
   */
  record Endpoint(
      String method,
      String path,
      String name,
      String about,
      Map<String, String> steps,
      Optional<Body> takes,
      List<Given> gives,
      List<Integer> faults,
      Handler handler) {
    /** Keeps copies. */
    public Endpoint {
      steps = Map.copyOf(steps);
      gives = List.copyOf(gives);
      faults = List.copyOf(faults);
    }
  }

  /**
   * A body that an endpoint takes.
   *
   * @param mediaType what it is
   * @param lengthMax the most octets of it
   */
  record Body(String mediaType, int lengthMax) {}

  /**
   * An answer that an endpoint gives.
   *
   * @param status the HTTP status
   * @param about when it is given
   * @param mediaType what it is
   */
  record Given(int status, String about, String mediaType) {}

  /** Answers what is asked of an endpoint. */
  interface Handler {
    /** The answer. */
    Told answer(Asked asked) throws InterruptedException;
  }

  /**
   * What is asked.
   *
   * @param steps the values of the steps that the path names
   * @param body the body; empty where the endpoint takes none
   * @param base scheme, host and port that were asked, such as {@code https://ledger.example}
   */
  record Asked(Map<String, String> steps, Bytes body, String base) {
    /** The value of the step called {@code name}. */
    public String step(String name) {
      String value = steps.get(name);
      if (value == null) {
        throw new IllegalStateException("the path names no step " + name);
      }
      return value;
    }
  }

  /** What is answered. */
  sealed interface Told {
    /**
     * What was asked for.
     *
     * @param status the HTTP status
     * @param mediaType what it is
     * @param octets the body, perhaps empty
     * @param location where to look later, if anywhere
     * @param retryAfterSeconds when to look, if later
     */
    record Well(
        int status,
        String mediaType,
        Bytes octets,
        Optional<String> location,
        Optional<Long> retryAfterSeconds)
        implements Told {}

    /**
     * Why not.
     *
     * @param status the HTTP status
     * @param title a few words
     * @param detail what was wrong and what to do
     * @param retryAfterSeconds when to come back, if that helps
     */
    record Wrong(int status, String title, String detail, Optional<Long> retryAfterSeconds)
        implements Told {}
  }
}
