package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.node.edge.StructuredField.InnerList;
import birthmark.node.edge.StructuredField.Item;
import birthmark.node.edge.StructuredField.MalformedFieldException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * The signature of a request (HTTP Message Signatures, RFC 9421): what it covers, and the octets
 * that it is over.
 */
final class RequestSignature {
  private static final int COMPONENTS_MAX = 32;

  private final InnerList input;
  private final Bytes signature;

  private RequestSignature(InnerList input, Bytes signature) {
    this.input = input;
    this.signature = signature;
  }

  /**
   * The one signature of {@code request}; empty if it has none.
   *
   * @throws MalformedFieldException if there are several, or the two fields do not fit together
   */
  static Optional<RequestSignature> of(Request request) throws MalformedFieldException {
    Optional<String> inputs = request.value("signature-input");
    Optional<String> signatures = request.value("signature");
    if (inputs.isEmpty() && signatures.isEmpty()) {
      return Optional.empty();
    }
    if (inputs.isEmpty() || signatures.isEmpty()) {
      throw new MalformedFieldException("Signature and Signature-Input come together");
    }
    SequencedMap<String, InnerList> lists = StructuredField.innerLists(inputs.get());
    SequencedMap<String, Bytes> octets = StructuredField.byteSequences(signatures.get());
    if (lists.size() != 1 || !lists.sequencedKeySet().equals(octets.sequencedKeySet())) {
      throw new MalformedFieldException("a request has one signature, under one label");
    }
    return Optional.of(
        new RequestSignature(lists.firstEntry().getValue(), octets.firstEntry().getValue()));
  }

  /** The names of what is covered, in order. */
  List<String> covered() {
    return input.strings();
  }

  /** The parameter called {@code name}, if it is text. */
  Optional<String> text(String name) {
    Item item = input.parameters().get(name);
    return item instanceof StructuredField.Text text ? Optional.of(text.value()) : Optional.empty();
  }

  /** The parameter called {@code name}, if it is a whole number. */
  Optional<Long> whole(String name) {
    Item item = input.parameters().get(name);
    return item instanceof StructuredField.Whole whole
        ? Optional.of(whole.value())
        : Optional.empty();
  }

  /** The signature's octets. */
  Bytes signature() {
    return signature;
  }

  /**
   * The signature base (RFC 9421 §2.5).
   *
   * @throws MalformedFieldException if it covers what the request does not have
   */
  Bytes base(Request request) throws MalformedFieldException {
    if (covered().size() > COMPONENTS_MAX || new TreeSet<>(covered()).size() != covered().size()) {
      throw new MalformedFieldException(
          "at most " + COMPONENTS_MAX + " components are covered, each once");
    }
    StringBuilder base = new StringBuilder();
    for (String name : covered()) {
      base.append('"').append(name).append("\": ").append(component(request, name)).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.serialized());
    return Bytes.ofOwned(base.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String component(Request request, String name) throws MalformedFieldException {
    return switch (name) {
      case "@method" -> request.method();
      case "@authority" -> request.authority();
      case "@scheme" -> request.scheme();
      case "@path" -> request.rawPath();
      case "@query" -> "?" + request.rawQuery();
      case "@request-target" ->
          request.rawPath() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
      case "@target-uri" ->
          request.scheme()
              + "://"
              + request.authority()
              + request.rawPath()
              + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
      default -> field(request, name);
    };
  }

  private static String field(Request request, String name) throws MalformedFieldException {
    if (name.startsWith("@") || !name.equals(name.toLowerCase(Locale.ROOT))) {
      throw new MalformedFieldException("there is no component " + name);
    }
    List<String> values = request.values(name);
    if (values.isEmpty()) {
      throw new MalformedFieldException("the request has no field " + name + ", which is covered");
    }
    return String.join(", ", values.stream().map(String::strip).toList());
  }
}
