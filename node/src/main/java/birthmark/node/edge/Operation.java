package birthmark.node.edge;

import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a route is about, as data: what documents are made from.
 *
 * @param id its name, unique
 * @param summary one sentence
 * @param parameters what path and query name
 * @param accepts the bodies that it takes
 * @param answers what it answers when all is well
 * @param faults what else it may answer, by status
 * @param identity whether one must show who one is
 * @param problems how it tells what went wrong
 */
record Operation(
    String id,
    String summary,
    List<Parameter> parameters,
    List<Body> accepts,
    List<Answer> answers,
    Set<Integer> faults,
    Identity identity,
    ProblemForm problems) {
  /** Whether a route asks who one is. */
  enum Identity {
    /** It does not matter. */
    IGNORED,
    /** Whoever shows it may see more. */
    OPTIONAL,
    /** Nothing is answered without. */
    REQUIRED
  }

  /**
   * A parameter.
   *
   * @param name its name
   * @param inPath whether the path holds it, or the query
   * @param required whether it must be there
   * @param about a sentence for people
   * @param schema its schema
   */
  record Parameter(String name, boolean inPath, boolean required, String about, Json schema) {}

  /**
   * A body that a route takes.
   *
   * @param mediaType what it is
   * @param schema its schema
   */
  record Body(String mediaType, Json schema) {}

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param about when it is given
   * @param mediaType what it is
   * @param schema its schema
   */
  record Answer(int status, String about, String mediaType, Json schema) {}

  /** Every route may answer these. */
  private static final List<HttpFault> ANYWHERE =
      List.of(
          HttpFault.MALFORMED,
          HttpFault.NOT_ACCEPTABLE,
          HttpFault.TIMEOUT,
          HttpFault.TOO_LARGE,
          HttpFault.URI_TOO_LONG,
          HttpFault.HEAD_TOO_LARGE,
          HttpFault.FAULT,
          HttpFault.BUSY);

  static Operation of(String id, String summary) {
    Set<Integer> faults = new TreeSet<>();
    ANYWHERE.forEach(fault -> faults.add(fault.status()));
    return new Operation(
        id, summary, List.of(), List.of(), List.of(), faults, Identity.IGNORED, ProblemForm.JSON);
  }

  Operation path(String name, String about, Json schema) {
    return parameter(new Parameter(name, true, true, about, schema));
  }

  Operation query(String name, String about, Json schema) {
    return parameter(new Parameter(name, false, false, about, schema));
  }

  Operation requiredQuery(String name, String about, Json schema) {
    return parameter(new Parameter(name, false, true, about, schema));
  }

  private Operation parameter(Parameter parameter) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(parameter);
    return new Operation(
        id, summary, List.copyOf(all), accepts, answers, faults, identity, problems);
  }

  Operation takes(String mediaType, Json schema) {
    List<Body> all = new ArrayList<>(accepts);
    all.add(new Body(mediaType, schema));
    return new Operation(
            id, summary, parameters, List.copyOf(all), answers, faults, identity, problems)
        .or(HttpFault.UNSUPPORTED_MEDIA_TYPE);
  }

  Operation answers(int status, String about, String mediaType, Json schema) {
    List<Answer> all = new ArrayList<>(answers);
    all.add(new Answer(status, about, mediaType, schema));
    return new Operation(
        id, summary, parameters, accepts, List.copyOf(all), faults, identity, problems);
  }

  Operation or(HttpFault... more) {
    Operation with = this;
    for (HttpFault fault : more) {
      with = with.or(fault.status());
    }
    return with;
  }

  Operation or(int status) {
    Set<Integer> all = new TreeSet<>(faults);
    all.add(status);
    return new Operation(id, summary, parameters, accepts, answers, all, identity, problems);
  }

  Operation identity(Identity needed) {
    Operation with =
        new Operation(id, summary, parameters, accepts, answers, faults, needed, problems);
    return needed == Identity.IGNORED ? with : with.or(HttpFault.UNSIGNED, HttpFault.TOO_MANY);
  }

  Operation problems(ProblemForm form) {
    return new Operation(id, summary, parameters, accepts, answers, faults, identity, form);
  }

  /** The media types that it answers with when all is well. */
  List<String> mediaTypes() {
    return answers.stream().map(Answer::mediaType).distinct().toList();
  }
}
