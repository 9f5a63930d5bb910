package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Names;
import birthmark.codec.Timestamp;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a factory's table says of each thing, a line a thing: which column holds what, and what
 * holds for all of them.
 */
public final class BatchSheet {
  private static final String SIGNING = "signing";
  private static final String AGREEMENT = "agreement";
  private static final String POSSESSION = "possession";
  private static final String COMPONENTS = "components";
  private static final Signatures SIGNATURES = new JdkSignatures();

  /** Columns that options may take the place of. */
  public static final List<String> COMMON = List.of("batch", "made-at", "made", "assurance");

  /** Makes an identifier of what is printed on a thing. */
  public interface Naming {
    /**
     * The identifier.
     *
     * @throws IllegalArgumentException if {@code text} is none of that kind
     */
    Identifier of(Identifier.Kind kind, String text);
  }

  /**
   * A line that was read.
   *
   * @param certificate what the maker says of the thing
   * @param possession the thing's proof that it holds its key, if the line has it
   */
  public record Row(Certificate certificate, Optional<Bytes> possession) {}

  private final Bytes network;
  private final ModelId model;
  private final Map<String, String> common;
  private final Naming naming;
  private final List<String> columns;

  private BatchSheet(
      Bytes network,
      ModelId model,
      Map<String, String> common,
      Naming naming,
      List<String> columns) {
    this.network = network;
    this.model = model;
    this.common = new TreeMap<>(common);
    this.naming = naming;
    this.columns = columns;
  }

  /**
   * The table whose first line is {@code header}.
   *
   * @param common what holds for all things where a line says nothing, by column
   * @throws ClientException if a column is unknown, missing, or there twice
   */
  public static BatchSheet of(
      Bytes network, ModelId model, Map<String, String> common, Naming naming, String header)
      throws ClientException {
    List<String> columns;
    try {
      columns =
          CsvLine.fields(header).stream()
              .map(name -> name.strip().toLowerCase(Locale.ROOT))
              .toList();
    } catch (IllegalArgumentException e) {
      throw ClientException.usage("line 1: " + e.getMessage(), "It names the columns.").because(e);
    }
    List<String> known = new ArrayList<>(List.of(SIGNING, AGREEMENT, POSSESSION, COMPONENTS));
    known.addAll(COMMON);
    for (Identifier.Kind kind : Identifier.Kind.values()) {
      known.add(column(kind));
    }
    for (String column : columns) {
      if (!known.contains(column)) {
        throw ClientException.usage(
            "line 1: there is no column '" + column + "'",
            "Columns are " + String.join(", ", known) + ".");
      }
      if (columns.indexOf(column) < columns.lastIndexOf(column)) {
        throw ClientException.usage(
            "line 1: the column '" + column + "' is there twice", "Keep one of them.");
      }
    }
    for (String column : List.of(SIGNING, AGREEMENT, "batch", "made-at", "made")) {
      if (!columns.contains(column) && !common.containsKey(column)) {
        throw ClientException.usage(
            "line 1: the column '" + column + "' is missing",
            COMMON.contains(column)
                ? "Add it, or give --" + column + " for all."
                : "Add it: each thing has two keys of its own.");
      }
    }
    return new BatchSheet(network, model, common, naming, columns);
  }

  private static String column(Identifier.Kind kind) {
    return Names.kebab(kind.name());
  }

  /**
   * What {@code line} says.
   *
   * @throws IllegalArgumentException if something is wrong with it; the message says what
   */
  public Row row(String line) {
    List<String> fields = CsvLine.fields(line);
    if (fields.size() != columns.size()) {
      throw new IllegalArgumentException(
          "it has " + fields.size() + " fields where line 1 has " + columns.size());
    }
    Map<String, String> said = new TreeMap<>(common);
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).isBlank()) {
        said.put(columns.get(i), fields.get(i).strip());
      }
    }
    List<Identifier> identifiers = new ArrayList<>();
    for (Identifier.Kind kind : Identifier.Kind.values()) {
      if (said.containsKey(column(kind))) {
        identifiers.add(naming.of(kind, need(said, column(kind))));
      }
    }
    Certificate certificate =
        fitting(
            new Certificate(
                key(said, SIGNING, true),
                key(said, AGREEMENT, false),
                model,
                need(said, "batch"),
                need(said, "made-at"),
                Timestamp.parse(need(said, "made")),
                assurance(said),
                identifiers,
                components(said)));
    for (CoseKey key : List.of(certificate.signing(), certificate.agreement())) {
      Optional<KeyFault> fault = SIGNATURES.faultOf(key);
      if (fault.isPresent()) {
        throw new IllegalArgumentException("a key is unsound: " + fault.get().sentence());
      }
    }
    Optional<Bytes> possession =
        Optional.ofNullable(said.get(POSSESSION)).map(text -> hex(POSSESSION, text));
    possession.ifPresent(proof -> require(certificate, proof));
    return new Row(certificate, possession);
  }

  /** What has the lengths that a certificate's texts may have. */
  private static Certificate fitting(Certificate certificate) {
    try {
      return Certificate.CODEC.decode(Certificate.CODEC.encode(certificate));
    } catch (MalformedException e) {
      throw new IllegalArgumentException((e.where() + " " + e.getMessage()).strip(), e);
    }
  }

  private void require(Certificate certificate, Bytes proof) {
    if (!PossessionCheck.holds(certificate.signing(), toBeSigned(network, certificate), proof)) {
      throw new IllegalArgumentException(
          "possession is no signature by the thing's key over this certificate on the network "
              + network);
    }
  }

  private static String need(Map<String, String> said, String column) {
    String text = said.get(column);
    if (text == null) {
      throw new IllegalArgumentException(column + " is empty");
    }
    return text;
  }

  private static Assurance assurance(Map<String, String> said) {
    String text = said.getOrDefault("assurance", "self-reported");
    for (Assurance assurance : Assurance.values()) {
      if (Names.kebab(assurance.name()).equals(text)) {
        return assurance;
      }
    }
    throw new IllegalArgumentException("assurance is self-reported or measured-boot, not " + text);
  }

  private static List<ThingId> components(Map<String, String> said) {
    List<ThingId> components = new ArrayList<>();
    for (String id : said.getOrDefault(COMPONENTS, "").split(" ", -1)) {
      if (!id.isEmpty()) {
        Bytes octets = hex(COMPONENTS, id);
        if (octets.length() != 32) {
          throw new IllegalArgumentException(
              "components are ids of 64 hexadecimal digits, parted by spaces");
        }
        components.add(new ThingId(octets));
      }
    }
    return components;
  }

  private static Bytes hex(String column, String text) {
    try {
      return Bytes.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(column + " is not written in hexadecimal", e);
    }
  }

  /** A COSE_Key, or the 32 octets of one on Curve25519. */
  private static CoseKey key(Map<String, String> said, String column, boolean signs) {
    Bytes octets = hex(column, need(said, column));
    if (octets.length() == 32) {
      return signs ? CoseKey.ed25519(octets) : CoseKey.x25519(octets);
    }
    try {
      return CoseKey.decode(octets);
    } catch (CoseException e) {
      throw new IllegalArgumentException(column + " is no COSE_Key: " + e.getMessage(), e);
    }
  }

  /** What a thing's key signs to show that it is held. */
  static Bytes toBeSigned(Bytes network, Certificate certificate) {
    return ThingTransaction.Birth.claim(network, certificate)
        .by(certificate.signing(), Bytes.EMPTY)
        .signed();
  }
}
