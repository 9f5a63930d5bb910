package birthmark.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which package may import which: a line a package, {@code package: packages below it}.
 *
 * <p>A package may import all that can be reached downward from its line. {@code x.*} is each
 * package below {@code x}, not {@code x} itself; such packages may import each other, as long as
 * there is no cycle.
 */
record ImportTable(SequencedMap<String, List<String>> below) {
  /** The project's own (ARCHITECTURE shows it as a picture). */
  static final ImportTable PROJECT =
      parse(
          """
          birthmark.bytes:
          birthmark.cbor:         birthmark.bytes
          birthmark.json:         birthmark.bytes
          birthmark.cose:         birthmark.cbor
          birthmark.codec:        birthmark.cose birthmark.json
          birthmark.state:        birthmark.codec
          birthmark.did:          birthmark.codec
          birthmark.contract:     birthmark.state
          birthmark.statement:    birthmark.contract
          birthmark.gs1:          birthmark.codec
          birthmark.x509:         birthmark.codec
          birthmark.contracts.*:  birthmark.contract birthmark.statement birthmark.gs1 birthmark.did birthmark.x509 birthmark.merkle birthmark.proof
          birthmark.contracts:    birthmark.contracts.* birthmark.machine
          birthmark.merkle:       birthmark.bytes
          birthmark.machine:      birthmark.statement birthmark.merkle
          birthmark.proof:        birthmark.merkle birthmark.cose
          birthmark.answer:       birthmark.machine birthmark.proof
          birthmark.finality:     birthmark.machine birthmark.proof
          birthmark.bundle:       birthmark.answer birthmark.finality

          birthmark.node.engine:  birthmark.machine
          birthmark.node.store:   birthmark.machine
          birthmark.node.replica: birthmark.node.engine birthmark.node.store birthmark.proof
          birthmark.node.submit:  birthmark.node.engine
          birthmark.node.cometbft: birthmark.node.engine birthmark.finality
          birthmark.node.index:   birthmark.node.store
          birthmark.node.query:   birthmark.node.store birthmark.node.index birthmark.bundle birthmark.did
          birthmark.node.witness: birthmark.node.store birthmark.proof
          birthmark.node.upkeep:  birthmark.node.replica birthmark.node.index birthmark.finality
          birthmark.node.edge:    birthmark.node.submit birthmark.node.query
          birthmark.node.scitt:   birthmark.node.edge birthmark.contracts
          birthmark.node.webhook: birthmark.node.edge
          birthmark.node.app:     birthmark.node.cometbft birthmark.node.witness birthmark.node.webhook birthmark.node.scitt birthmark.node.edge birthmark.node.upkeep birthmark.contracts birthmark.client.sdk

          birthmark.client.sdk:   birthmark.statement birthmark.bundle birthmark.contracts
          birthmark.client.demo:  birthmark.client.sdk
          birthmark.client.replay: birthmark.client.sdk
          birthmark.client.resident: birthmark.client.sdk
          birthmark.client.logger: birthmark.client.sdk
          birthmark.client.messages: birthmark.client.sdk
          birthmark.client.coap:  birthmark.client.messages
          birthmark.client.mud:   birthmark.json
          birthmark.client.cli:   birthmark.client.coap birthmark.client.demo birthmark.client.mud birthmark.client.replay birthmark.client.resident birthmark.client.logger

          birthmark.gateway.admission: birthmark.client.messages
          birthmark.gateway.attestation: birthmark.gateway.admission
          birthmark.gateway.messages: birthmark.gateway.admission
          birthmark.gateway.mqtt: birthmark.gateway.attestation birthmark.gateway.messages
          birthmark.gateway.hook: birthmark.gateway.mqtt
          birthmark.gateway.coap: birthmark.gateway.attestation birthmark.gateway.messages birthmark.client.coap
          birthmark.gateway.app:  birthmark.gateway.hook birthmark.gateway.coap

          birthmark.sim.world:    birthmark.node.engine birthmark.node.store
          birthmark.sim.cast:     birthmark.sim.world birthmark.client.sdk birthmark.node.submit
          birthmark.sim.check:    birthmark.sim.world birthmark.contracts birthmark.node.submit birthmark.node.query birthmark.node.replica
          birthmark.sim.council:  birthmark.sim.cast birthmark.sim.check birthmark.node.app
          birthmark.sim.play:     birthmark.sim.council
          birthmark.sim.bench:    birthmark.node.app birthmark.client.sdk
          birthmark.sim.chaos:    birthmark.node.app birthmark.client.sdk
          """);

  static ImportTable parse(String text) {
    SequencedMap<String, List<String>> below = new LinkedHashMap<>();
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      int colon = line.indexOf(':');
      String targets = line.substring(colon + 1).strip();
      below.put(
          line.substring(0, colon), targets.isEmpty() ? List.of() : List.of(targets.split(" +")));
    }
    return new ImportTable(below);
  }

  /** What is wrong with {@code importer} importing {@code imported}; empty if nothing is. */
  String fault(String importer, String imported) {
    String from = row(importer);
    String to = row(imported);
    if (from.isEmpty() || to.isEmpty()) {
      return "the package %s has no line in ImportTable.PROJECT; add one"
          .formatted(from.isEmpty() ? importer : imported);
    }
    if (importer.equals(imported) || (from.equals(to) && from.endsWith(".*"))) {
      return "";
    }
    return reachable(from).contains(to)
        ? ""
        : "%s must not import %s: from it one gets down to %s only"
            .formatted(importer, imported, reachable(from));
  }

  /** Lines that name a package with no line, or from which one comes back to the start. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    below.forEach(
        (row, targets) -> {
          for (String target : targets) {
            if (!below.containsKey(target)) {
              faults.add(row + " may import " + target + ", which has no line");
            }
          }
          if (reachable(row).contains(row)) {
            faults.add(row + " may import itself in a circle");
          }
        });
    return faults;
  }

  private String row(String name) {
    if (below.containsKey(name)) {
      return name;
    }
    String family = name.substring(0, Math.max(0, name.lastIndexOf('.'))) + ".*";
    return below.containsKey(family) ? family : "";
  }

  private SortedSet<String> reachable(String row) {
    SortedSet<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(below.getOrDefault(row, List.of()));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (reached.add(next)) {
        open.addAll(below.getOrDefault(next, List.of()));
      }
    }
    return reached;
  }
}
