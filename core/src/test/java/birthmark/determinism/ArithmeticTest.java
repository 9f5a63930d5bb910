package birthmark.determinism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contracts.Contracts;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contracts' sums of 64 bits: each is known, and why it cannot wrap around. */
class ArithmeticTest {
  private static final EnumSet<Opcode> WRAPPING =
      EnumSet.of(Opcode.LADD, Opcode.LSUB, Opcode.LMUL, Opcode.LNEG, Opcode.LSHL);

  /** One more or less for a statement, and a ledger never sees 2^63 of them. */
  private static final Set<String> COUNTS =
      Set.of(
          "parties/Parties.addKey",
          "parties/KeyEnds$Own.uncounted",
          "parties/Recovery.end",
          "registrations/Registrations.set",
          "firmware/Firmware.publish",
          "firmware/Line.publish",
          "admission/Admission.setPolicy");

  /** At most 8 levels of parts. */
  private static final Set<String> LEVELS = Set.of("things/Births.decide");

  /** Eight octets put together, of which the first bit is checked. */
  private static final Set<String> OCTETS =
      Set.of("admission/Nonce.decode", "governance/ProtoFields.head");

  @Test
  void noSumOfAContractCanWrapAround() throws IOException, URISyntaxException {
    SortedSet<String> known = new TreeSet<>(COUNTS);
    known.addAll(LEVELS);
    known.addAll(OCTETS);
    Path classes =
        Path.of(Contracts.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("birthmark/contracts");
    assertEquals(
        known, sums(classes), "use Math.addExact and the like, or say here why it cannot wrap");
  }

  private static SortedSet<String> sums(Path classes) throws IOException {
    SortedSet<String> sums = new TreeSet<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      ClassModel read = ClassFile.of().parse(file);
      for (MethodModel method : read.methods()) {
        if (method.code().isPresent() && wraps(method)) {
          String name = read.thisClass().asInternalName().replace("birthmark/contracts/", "");
          sums.add(name + "." + method.methodName().stringValue());
        }
      }
    }
    return sums;
  }

  private static boolean wraps(MethodModel method) {
    for (CodeElement element : method.code().orElseThrow()) {
      if (element instanceof OperatorInstruction operator && WRAPPING.contains(operator.opcode())) {
        return true;
      }
    }
    return false;
  }
}
