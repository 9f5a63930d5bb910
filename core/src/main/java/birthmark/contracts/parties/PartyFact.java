package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Keys;
import birthmark.contract.Open;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What became true of a party. Everybody may read it: of a person there is nothing to see. */
public sealed interface PartyFact extends Open {
  /** The party. */
  PartyId party();

  @Override
  default List<Subject> concerns() {
    return List.of(party().subject());
  }

  /**
   * A party was registered.
   *
   * @param party its id
   * @param kind what it is
   * @param handle an organisation's short name
   */
  @Tag(1)
  @About("A party was registered.")
  record Registered(PartyId party, Party.Kind kind, Optional<Handle> handle) implements PartyFact {}

  /**
   * A party was given a role.
   *
   * @param party who
   * @param role what
   * @param by the replica that gave it
   */
  @Tag(2)
  @About("A party was given a role.")
  record RoleGranted(PartyId party, Role role, PartyId by) implements PartyFact {}

  /**
   * A role was taken from a party.
   *
   * @param party who
   * @param role what
   * @param by the replica that took it
   */
  @Tag(3)
  @About("A role was taken from a party.")
  record RoleWithdrawn(PartyId party, Role role, PartyId by) implements PartyFact {}

  /**
   * A party added a key.
   *
   * @param party whose
   * @param key its thumbprint
   * @param purpose what it is for
   */
  @Tag(4)
  @About("A party added a key.")
  record KeyAdded(PartyId party, KeyId key, Keys.Purpose purpose) implements PartyFact {}

  /**
   * A party revoked a key.
   *
   * @param party whose
   * @param key its thumbprint
   * @param reason why
   */
  @Tag(5)
  @About("A party revoked a key.")
  record KeyRevoked(PartyId party, KeyId key, RevocationReason reason) implements PartyFact {}

  /**
   * A party has several approve what is asked for in its name.
   *
   * @param party whose
   * @param kind what
   * @param needed how many must
   * @param approvers who may
   * @param openSeconds how long a proposal waits
   */
  @Tag(6)
  @About("A party has several approve what is asked for in its name.")
  record ApprovalsRequired(
      PartyId party,
      ApprovalClass kind,
      long needed,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers,
      long openSeconds)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }
  }

  /**
   * What is asked for in a party's name needs no approval any more.
   *
   * @param party whose
   * @param kind what
   * @param approvers who could until now
   */
  @Tag(7)
  @About("What is asked for in a party's name needs no approval any more.")
  record ApprovalsWaived(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }
  }

  /**
   * Something was asked for in a party's name and waits for approvals.
   *
   * @param party in whose name
   * @param kind what it is
   * @param proposal the statement that asks
   * @param by who asks
   * @param approvers who may approve
   * @param expires the block time from which nobody can
   */
  @Tag(8)
  @About("Something was asked for in a party's name and waits for approvals.")
  record Proposed(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 32, max = 32) Bytes proposal,
      PartyId by,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers,
      Timestamp expires)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /**
   * One of several approved; more must.
   *
   * @param party in whose name
   * @param kind what it is
   * @param proposal the statement that asks
   * @param by who approved
   * @param approvals how many approvals count by now
   * @param approvers who may approve
   */
  @Tag(9)
  @About("One of several approved what was asked for in a party's name.")
  record ApprovalGiven(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 32, max = 32) Bytes proposal,
      PartyId by,
      long approvals,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /**
   * Enough approved; what follows from it stands behind this fact.
   *
   * @param party in whose name
   * @param kind what it is
   * @param proposal the statement that asked
   * @param approvers whose approvals counted, in the order in which they came
   */
  @Tag(10)
  @About("Enough approved what was asked for in a party's name.")
  record Approved(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 32, max = 32) Bytes proposal,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }
  }

  /**
   * Too few approved in time.
   *
   * @param party in whose name
   * @param kind what it was
   * @param proposal the statement that asked
   * @param approvers who had approved
   */
  @Tag(11)
  @About("Too few approved in time what was asked for in a party's name.")
  record ProposalLapsed(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 32, max = 32) Bytes proposal,
      @Length(max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /**
   * A key counts until a moment, while another takes its place.
   *
   * @param party whose
   * @param key its thumbprint
   * @param until the block time from which it counts no more
   */
  @Tag(12)
  @About("A key counts until a moment, while another takes its place.")
  record KeyRetiring(PartyId party, KeyId key, Timestamp until) implements PartyFact {}

  /**
   * Others may have had a key; what it signed since is to be looked at.
   *
   * @param party whose
   * @param key its thumbprint
   * @param from the height from which they may have used it
   */
  @Tag(13)
  @About("Others may have had a key; what it signed since is to be looked at.")
  record CompromiseReported(PartyId party, KeyId key, long from) implements PartyFact, Alarm {}

  /**
   * A party named who may give it a new key.
   *
   * @param party whose
   * @param needed how many of them must agree
   * @param guardians who
   * @param delaySeconds how long the party can stop it
   */
  @Tag(14)
  @About("A party named who may give it a new key.")
  record GuardiansNamed(
      PartyId party,
      long needed,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> guardians,
      long delaySeconds)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, guardians);
    }
  }

  /**
   * Guardians agreed on a new key, which a party gets unless it stops that.
   *
   * @param party the party
   * @param key the key's thumbprint
   * @param from the block time from which it is the party's
   */
  @Tag(15)
  @About("Guardians agreed on a new key, which a party gets unless it stops that.")
  record RecoveryBegun(PartyId party, KeyId key, Timestamp from) implements PartyFact, Alarm {}

  /**
   * A party does not get the key that its guardians agreed on: it stopped that, or the key belongs
   * to somebody by now.
   *
   * @param party the party
   * @param key the key's thumbprint
   */
  @Tag(16)
  @About("A party does not get the key that its guardians agreed on.")
  record RecoveryStopped(PartyId party, KeyId key) implements PartyFact {}

  /**
   * A party got the key that its guardians agreed on.
   *
   * @param party the party
   * @param key the key's thumbprint
   */
  @Tag(17)
  @About("A party got the key that its guardians agreed on.")
  record Recovered(PartyId party, KeyId key) implements PartyFact, Alarm {}

  /**
   * A party lets another ask for something in its name.
   *
   * @param party in whose name
   * @param to who may
   * @param transactions which transactions
   * @param things which things they may concern; none named, any and none
   * @param until the block time from which it counts no more
   * @param onward whether it may be passed on
   * @param by who gave it: the party itself, or one that passes it on
   */
  @Tag(18)
  @About("A party lets another ask for something in its name.")
  record Delegated(
      PartyId party,
      PartyId to,
      @Length(min = 1, max = Delegation.TRANSACTIONS_MAX) List<TransactionName> transactions,
      @Length(max = Delegation.THINGS_MAX) List<Delegation.ThingName> things,
      Timestamp until,
      boolean onward,
      PartyId by)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, List.of(to, by));
    }
  }

  /**
   * A party no longer lets another ask for anything in its name.
   *
   * @param party in whose name
   * @param to who could
   * @param by who ended it
   */
  @Tag(19)
  @About("A party no longer lets another ask for anything in its name.")
  record DelegationEnded(PartyId party, PartyId to, PartyId by) implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, List.of(to, by));
    }
  }

  /**
   * A party asked in another's name for what stands behind this fact.
   *
   * @param party in whose name
   * @param by who asked
   */
  @Tag(20)
  @About("A party asked for something in another's name.")
  record ActedFor(PartyId party, PartyId by) implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, List.of(by));
    }
  }

  /**
   * An organisation founded a department.
   *
   * @param party the organisation
   * @param department the department
   * @param handle its short name
   */
  @Tag(21)
  @About("An organisation founded a department.")
  record DepartmentFounded(PartyId party, PartyId department, Handle handle) implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, List.of(department));
    }
  }

  /**
   * A department is its organisation's no more, and by itself.
   *
   * @param party the organisation
   * @param department what was its department
   */
  @Tag(22)
  @About("A department is its organisation's no more, and by itself.")
  record DepartmentReleased(PartyId party, PartyId department) implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, List.of(department));
    }
  }

  /**
   * One of those who may approve said no; others can still approve.
   *
   * @param party in whose name
   * @param kind what it is
   * @param proposal the statement that asks
   * @param by who said no
   * @param rejections how many of these count by now
   * @param approvers who may approve
   */
  @Tag(23)
  @About("One of several said no to what was asked for in a party's name.")
  record RejectionGiven(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 32, max = 32) Bytes proposal,
      PartyId by,
      long rejections,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> approvers)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, approvers);
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /**
   * So many said no that too few are left to approve.
   *
   * @param party in whose name
   * @param kind what it was
   * @param proposal the statement that asked
   * @param against who said no, in the order in which they did
   */
  @Tag(24)
  @About("What was asked for in a party's name was rejected.")
  record ProposalRejected(
      PartyId party,
      ApprovalClass kind,
      @Length(min = 32, max = 32) Bytes proposal,
      @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS) List<PartyId> against)
      implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, against);
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /**
   * Replicas set who may register.
   *
   * @param party by whose vote it came
   * @param mode who
   * @param bits the least work, in bits
   * @param hourly how many may register in an hour before more work is needed
   * @param quota how many statements a newcomer's key may place in a minute
   */
  @Tag(25)
  @About("Replicas set who may register.")
  record EntrySet(
      PartyId party,
      Entry.Mode mode,
      Optional<Long> bits,
      Optional<Long> hourly,
      Optional<Long> quota)
      implements PartyFact {}

  /**
   * Somebody vouched for a party.
   *
   * @param party for whom
   * @param by who
   */
  @Tag(26)
  @About("Somebody vouched for a party.")
  record Vouched(PartyId party, PartyId by) implements PartyFact {
    @Override
    public List<Subject> concerns() {
      return together(party, List.of(by));
    }
  }

  private static List<Subject> together(PartyId party, List<PartyId> others) {
    return Stream.concat(Stream.of(party), others.stream())
        .map(PartyId::subject)
        .distinct()
        .toList();
  }
}
