package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.resident.PlanRecord;
import birthmark.client.resident.SignedStep;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.MalformedException;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.SamplingFact;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.ShortName;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.proof.ReceiptCheck;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Every signed statement that a plan follows from, each with its receipt: found by the facts that
 * became true by them, which name them.
 */
final class PlanStatements {
  private static final String COSE = "application/cose";
  private static final int PAGE = 1_000;

  private final Invocation invocation;
  private final PlanRecord plan;
  private final Path folder;
  private final Optional<Node.Reader> reader;
  private final OfflineVerifier verifier;
  private final Map<String, Json.Obj> found = new LinkedHashMap<>();

  /**
   * Those of {@code plan}, as {@code key} may read them, which must be an auditor's, a regulator's
   * or a replica's; they are kept in {@code folder}.
   */
  PlanStatements(Invocation invocation, PlanRecord plan, SigningKey key, Path folder)
      throws ClientException {
    this.invocation = invocation;
    this.plan = plan;
    this.folder = folder;
    this.reader = Optional.of(() -> key);
    this.verifier = Trusting.of(invocation, invocation.ledger().genesis(), Optional.empty());
    boolean _ = Trusting.refresh(invocation, verifier, invocation.ledger().node());
  }

  /** Fetches, checks and keeps all of them, and the proofs of whose keys they are signed with. */
  List<SignedStep> save(PlanProofs proofs) throws ClientException {
    PlanId id = plan.id();
    PartyId regulator = plan.plan().rule().regulator();
    facts("samples", regulator, this::isRule);
    facts("samples", plan.plan().laboratory(), this::isAccreditation);
    facts("parties", id.utility(), this::isApproval);
    facts(
        "samples",
        id.utility(),
        fact -> fact instanceof SamplingFact.OfPlan of && of.plan().equals(id));
    ProofFolder.make(folder.resolve("statements"));
    ProofFolder.make(folder.resolve("keys"));
    List<SignedStep> steps = new ArrayList<>();
    SortedSet<KeyId> keys = new TreeSet<>();
    for (Map.Entry<String, Json.Obj> each : found.entrySet()) {
      Optional<SignedStep> step = step(each.getKey(), each.getValue());
      if (step.isPresent()) {
        steps.add(step.get());
        keys.add(step.get().key());
      }
    }
    for (KeyId key : keys) {
      proofs.key(key);
    }
    steps.sort(Comparator.comparingLong(SignedStep::height));
    return steps;
  }

  private boolean isRule(Fact fact) {
    return fact instanceof SamplingFact.RulePublished published
        && published.rule().equals(plan.plan().rule());
  }

  private boolean isAccreditation(Fact fact) {
    return switch (fact) {
      case SamplingFact.LaboratoryAccredited each ->
          isOfItsLaboratory(each.laboratory(), each.analyte());
      case SamplingFact.AccreditationWithdrawn each ->
          isOfItsLaboratory(each.laboratory(), each.analyte());
      default -> false;
    };
  }

  private boolean isOfItsLaboratory(PartyId laboratory, ShortName analyte) {
    return laboratory.equals(plan.plan().laboratory()) && analyte.equals(plan.rule().analyte());
  }

  private boolean isApproval(Fact fact) {
    return switch (fact) {
      case PartyFact.Proposed each -> isExclusion(each.party(), each.kind());
      case PartyFact.ApprovalGiven each -> isExclusion(each.party(), each.kind());
      default -> false;
    };
  }

  private boolean isExclusion(PartyId party, ApprovalClass kind) {
    return party.equals(plan.id().utility()) && kind == ApprovalClass.EXCLUSION;
  }

  /** Remembers the statement of each fact of {@code contract} about {@code subject} that fits. */
  private void facts(String contract, PartyId subject, Predicate<Fact> fits)
      throws ClientException {
    Rulebook.Rules rules = invocation.rulebook().named(contract).orElseThrow();
    String path =
        "/v1/facts?contract=" + contract + "&subject=" + subject + "&limit=" + PAGE + "&after=";
    String after = "0.0";
    boolean more = true;
    while (more) {
      Json.Obj page = invocation.ledger().node().readAs(path + after, reader);
      for (Json each : ((Json.Arr) page.member("facts").orElseThrow()).elements()) {
        Json.Obj told = (Json.Obj) each;
        if (told.member("statement").isPresent() && fits.test(fact(rules, told))) {
          found.put(text(told, "statement"), told);
        }
      }
      after = text(page, "next");
      more = page.member("more").equals(Optional.of(new Json.Bool(true)));
    }
  }

  private static Fact fact(Rulebook.Rules rules, Json.Obj told) throws ClientException {
    try {
      return rules
          .facts()
          .named(text(told, "fact"))
          .orElseThrow()
          .codec()
          .fromJson(told.member("value").orElseThrow());
    } catch (MalformedException e) {
      throw PlanProofs.unreadable(e);
    }
  }

  /** The statement {@code id}, kept with its receipt; nothing if it is of another plan. */
  private Optional<SignedStep> step(String id, Json.Obj fact) throws ClientException {
    Node node = invocation.ledger().node();
    Bytes entry = node.octets(Node.path(List.of("statements", id, "entry")), COSE, reader);
    Statement statement;
    try {
      statement = Statement.decode(invocation.rulebook(), entry);
    } catch (RefusedException e) {
      throw ClientException.refused(
              "the node gives no statement as the one with the id " + id, "Ask another node.")
          .because(e);
    }
    if (isOfAnotherPlan(statement)) {
      return Optional.empty();
    }
    Bytes receipt = node.octets(Node.path(List.of("statements", id, "receipt")), COSE, reader);
    boolean proven = verifier.verify(entry, receipt).check() instanceof ReceiptCheck.Proven;
    if (!proven || !statement.id().hex().equals(id)) {
      throw ClientException.refused(
          "the node " + node.url() + " does not prove the statement " + id,
          "Do not rely on it. Ask another node.");
    }
    ProofFolder.write(folder.resolve("statements/" + id + ".cose"), entry);
    ProofFolder.write(folder.resolve("statements/" + id + ".receipt"), receipt);
    return Optional.of(
        new SignedStep(
            statement.id(),
            ((Json.Int) fact.member("height").orElseThrow()).value(),
            statement.name(),
            statement.key(),
            sample(statement)));
  }

  private boolean isOfAnotherPlan(Statement statement) {
    Optional<ShortName> named =
        switch (statement.transaction()) {
          case SamplingTransaction.Exclude each -> Optional.of(each.plan());
          case SamplingTransaction.Readmit each -> Optional.of(each.plan());
          default -> Optional.empty();
        };
    return named.isPresent() && !named.get().equals(plan.id().plan());
  }

  private static Optional<Long> sample(Statement statement) {
    return switch (statement.transaction()) {
      case SamplingTransaction.RegisterSample each -> Optional.of(each.number());
      case SamplingTransaction.Collect each -> number(each.sample());
      case SamplingTransaction.HandOver each -> number(each.sample());
      case SamplingTransaction.Receive each -> number(each.sample());
      case SamplingTransaction.ReportResult each -> number(each.sample());
      case SamplingTransaction.DeclareError each -> number(each.sample());
      case SamplingTransaction.Exclude each -> Optional.of(each.number());
      case SamplingTransaction.Readmit each -> Optional.of(each.number());
      default -> Optional.empty();
    };
  }

  private static Optional<Long> number(SampleId sample) {
    return Optional.of(sample.number());
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Text) object.member(name).orElseThrow()).value();
  }
}
