package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Introduction;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.statement.Possession;
import java.util.List;
import java.util.Optional;

/** What can be asked of {@link Parties}. */
public sealed interface PartyTransaction extends Transaction {
  /**
   * An organisation makes itself known, signed with the key that names it from then on.
   *
   * @param key its first signing key
   * @param handle its short name
   * @param name its name
   */
  @Tag(1)
  @About("Make an organisation known, with its first signing key.")
  record Register(
      @About("The key that signs this, as a COSE_Key.") CoseKey key,
      Handle handle,
      @About("The organisation's name.") @Length(min = 1, max = 80) String name)
      implements PartyTransaction, Introduction {
    /** Checks that the key signs. */
    public Register {
      requireSigning(key);
    }
  }

  /**
   * A person takes a pseudonym: nothing about the person is on the ledger but a commitment.
   *
   * @param key the person's first signing key
   * @param commitment SHA-256 of 32 random octets, kept by the person, followed by whatever the
   *     person may want to show to somebody later
   */
  @Tag(2)
  @About("Make a person known by a key and a salted commitment, without a name.")
  record RegisterPerson(
      @About("The key that signs this, as a COSE_Key.") CoseKey key,
      @About("SHA-256 of 32 random octets and what the person may show later.")
          @Length(min = 32, max = 32)
          Bytes commitment)
      implements PartyTransaction, Introduction {
    /** Checks that the key signs. */
    public RegisterPerson {
      requireSigning(key);
    }
  }

  /**
   * A replica lets a party do something.
   *
   * @param party who
   * @param role what
   */
  @Tag(3)
  @About("Give a party a role.")
  record Grant(PartyId party, @About("What it may do.") Role role) implements PartyTransaction {}

  /**
   * A replica no longer lets a party do something.
   *
   * @param party who
   * @param role what
   */
  @Tag(4)
  @About("Take a role from a party.")
  record Withdraw(PartyId party, @About("What it may no longer do.") Role role)
      implements PartyTransaction {}

  /**
   * A party adds a signing key, which shows that it is held by signing {@link #claim}.
   *
   * @param party the party itself: named, so that nobody else can use the proof
   * @param key the key
   * @param possession the key's signature
   */
  @Tag(5)
  @About("Add a signing key to your party.")
  record AddSigningKey(
      PartyId party,
      @About("The new key, as a COSE_Key.") CoseKey key,
      @About("The new key's proof of possession.") @Length(min = 1, max = 4_096) Bytes possession)
      implements PartyTransaction, Endorsed {
    /** Checks that the key signs. */
    public AddSigningKey {
      requireSigning(key);
    }

    /** What the new key signs. */
    public static Possession claim(Bytes network, PartyId party, CoseKey key) {
      Bytes claim = new CborWriter().array(2).bytes(party.value()).bytes(key.encode()).toBytes();
      return new Possession(network, "party-key", claim);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(claim(network, party, key).by(key, possession));
    }
  }

  /**
   * A party adds a key to agree on secrets, for which its signature vouches.
   *
   * @param key the key
   */
  @Tag(6)
  @About("Add a key-agreement key to your party.")
  record AddAgreementKey(@About("The new key, as a COSE_Key.") CoseKey key)
      implements PartyTransaction {
    /** Checks that the key agrees. */
    public AddAgreementKey {
      if (key.signingAlgorithm().isPresent()) {
        throw new IllegalArgumentException(
            "this key signs; a key-agreement key is X25519, or P-256 with algorithm -25");
      }
    }
  }

  /**
   * A party revokes one of its keys; what the key signed before stays valid.
   *
   * @param key the key's thumbprint
   * @param reason why
   */
  @Tag(7)
  @About("Revoke one of your party's keys; what it signed before stays valid.")
  record RevokeKey(
      @About("The key's thumbprint.") KeyId key, @About("Why.") RevocationReason reason)
      implements PartyTransaction {}

  /**
   * A party says that transactions of a class need the approval of several.
   *
   * @param kind the class
   * @param needed how many must approve, 1 to the number of approvers
   * @param approvers who may; the party itself, if its own keys are to count as one
   * @param openSeconds how long a proposal waits, {@value ApprovalPolicy#MIN_OPEN_SECONDS} to
   *     {@value ApprovalPolicy#MAX_OPEN_SECONDS} seconds of block time
   */
  @Tag(8)
  @About("Have several approve what is asked for in your party's name.")
  record RequireApprovals(
      @About("What needs approval.") ApprovalClass kind,
      @About("How many must approve.") long needed,
      @About("Who may approve; also your own party, if its keys are to count as one.")
          @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS)
          List<PartyId> approvers,
      @About("How many seconds a proposal waits for approvals.") long openSeconds)
      implements PartyTransaction {
    /** Checks that enough can approve, each once, in a time that may be. */
    public RequireApprovals {
      ApprovalPolicy.require(needed, approvers, openSeconds);
      if (kind == ApprovalClass.RECOVERY) {
        throw new IllegalArgumentException("who may recover a party is said by name-guardians");
      }
    }
  }

  /**
   * A party no longer has transactions of a class approved.
   *
   * @param kind the class
   */
  @Tag(9)
  @About("No longer have several approve what is asked for in your party's name.")
  record WaiveApprovals(@About("What needs no approval any more.") ApprovalClass kind)
      implements PartyTransaction {}

  /**
   * A party says until when one of its keys counts, as another takes its place; both count
   * meanwhile.
   *
   * @param key the key's thumbprint
   * @param until the block time from which it counts no more
   */
  @Tag(10)
  @About("Let one of your party's keys count until a moment, while another takes its place.")
  record RetireKey(
      @About("The key's thumbprint.") KeyId key,
      @About("From when it counts no more.") Timestamp until)
      implements PartyTransaction {}

  /**
   * A party says that somebody else may have signed with one of its keys from an earlier block on:
   * it counts no more from now on, and what it signed since then is to be looked at. What it signed
   * stays in the log and in force: the ledger cannot know which of it the party wanted.
   *
   * @param key the key's thumbprint
   * @param from the height from which others may have had it (invalidityDate of RFC 5280, section
   *     5.3.2)
   */
  @Tag(11)
  @About("Revoke one of your party's keys, and say from which earlier block on others had it.")
  record ReportCompromise(
      @About("The key's thumbprint.") KeyId key,
      @About("The height of the first block in which others may have used it.") long from)
      implements PartyTransaction {}

  /**
   * A party says who may give it a new key when it lost its own.
   *
   * @param needed how many of them must agree
   * @param guardians who
   * @param openSeconds how long they have to agree
   * @param delaySeconds how long the party can then stop it, {@value
   *     ApprovalPolicy#MIN_DELAY_SECONDS} to {@value ApprovalPolicy#MAX_DELAY_SECONDS} seconds of
   *     block time
   */
  @Tag(12)
  @About("Name guardians, who can give your party a new key when it lost its own.")
  record NameGuardians(
      @About("How many of them must agree.") long needed,
      @About("Who they are.") @Length(min = 1, max = ApprovalPolicy.MAX_APPROVERS)
          List<PartyId> guardians,
      @About("How many seconds they have to agree.") long openSeconds,
      @About("For how many seconds your party can then stop it.") long delaySeconds)
      implements PartyTransaction {
    /** Checks that enough can agree, each once, in times that may be. */
    public NameGuardians {
      ApprovalPolicy.require(needed, guardians, openSeconds);
      ApprovalPolicy.requireSeconds(
          "a recovery can be stopped for",
          delaySeconds,
          ApprovalPolicy.MIN_DELAY_SECONDS,
          ApprovalPolicy.MAX_DELAY_SECONDS);
    }
  }

  /**
   * A party's guardians give it a new key, in its name.
   *
   * @param party the party: named, so that nobody else can use the proof
   * @param key its new key
   * @param possession the key's signature over {@link AddSigningKey#claim}
   */
  @Tag(13)
  @About("Give a new key to a party that lost its own: with --for that party, by its guardians.")
  record Recover(
      @About("Whom it is for.") PartyId party,
      @About("Its new key, as a COSE_Key.") CoseKey key,
      @About("The new key's proof of possession.") @Length(min = 1, max = 4_096) Bytes possession)
      implements PartyTransaction, Endorsed {
    /** Checks that the key signs. */
    public Recover {
      requireSigning(key);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(AddSigningKey.claim(network, party, key).by(key, possession));
    }
  }

  /**
   * A party that still has a key stops its recovery.
   *
   * @param key the thumbprint of the key that it was to get
   */
  @Tag(14)
  @About("Stop the recovery of your party: you still have a key.")
  record StopRecovery(@About("The key that your party was to get.") KeyId key)
      implements PartyTransaction {}

  /**
   * A party lets another ask for some transactions in its name. What it let that party do before
   * ends with it. In the party's name, one that may pass it on does so.
   *
   * @param to who may
   * @param transactions which transactions
   * @param things which things they may concern; none named, any and none
   * @param until the block time from which it counts no more
   * @param onward whether it may be passed on
   */
  @Tag(15)
  @About("Let another party ask for some transactions in your party's name, for a time.")
  record Delegate(
      @About("Who may.") PartyId to,
      @About("Which transactions.") @Length(min = 1, max = Delegation.TRANSACTIONS_MAX)
          List<TransactionName> transactions,
      @About("Which things they may concern; none named, any and none.")
          @Length(max = Delegation.THINGS_MAX)
          List<Delegation.ThingName> things,
      @About("Until when.") Timestamp until,
      @About("Whether it may be passed on, no wider than it is.") boolean onward)
      implements PartyTransaction {
    /** Checks that nothing is named twice. */
    public Delegate {
      transactions = distinct(transactions);
      things = distinct(things);
    }
  }

  /**
   * Either party, or whoever gave it, ends a delegation at once, with all that was passed on.
   *
   * @param party in whose name it is
   * @param to who may act
   */
  @Tag(16)
  @About("End at once what one party lets another do; either of them can.")
  record EndDelegation(
      @About("In whose name it is.") PartyId party, @About("Who may act.") PartyId to)
      implements PartyTransaction {}

  /**
   * An organisation founds a department: a party with a key of its own, which agrees by signing
   * {@link #claim}.
   *
   * @param organisation the organisation itself: named, so that nobody else can use the proof
   * @param key the department's first signing key
   * @param handle its short name
   * @param name its name
   * @param possession the key's signature
   */
  @Tag(17)
  @About("Found a department of your organisation, with a key of its own.")
  record FoundDepartment(
      @About("Your organisation.") PartyId organisation,
      @About("The department's first signing key, as a COSE_Key.") CoseKey key,
      Handle handle,
      @About("The department's name.") @Length(min = 1, max = 80) String name,
      @About("The department's proof of possession of its key.") @Length(min = 1, max = 4_096)
          Bytes possession)
      implements PartyTransaction, Endorsed {
    /** Checks that the key signs. */
    public FoundDepartment {
      requireSigning(key);
    }

    /** What the department's key signs. */
    public static Possession claim(Bytes network, PartyId organisation, CoseKey key) {
      Bytes claim =
          new CborWriter().array(2).bytes(organisation.value()).bytes(key.encode()).toBytes();
      return new Possession(network, "department", claim);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(claim(network, organisation, key).by(key, possession));
    }
  }

  /**
   * An organisation lets a department go: it is by itself from then on.
   *
   * @param department which
   */
  @Tag(18)
  @About("Let a department of your organisation go: it is a party by itself from then on.")
  record ReleaseDepartment(@About("Which.") PartyId department) implements PartyTransaction {}

  /**
   * One of those who may approve says no to a proposal.
   *
   * @param party in whose name it is
   * @param proposal the id of the statement that asked
   */
  @Tag(19)
  @About("Say no to what was proposed in a party's name.")
  record Reject(
      @About("In whose name it is.") PartyId party,
      @About("The statement that asked.") @Length(min = 32, max = 32) Bytes proposal)
      implements PartyTransaction {}

  /**
   * Who may register from now on, and what it takes.
   *
   * @param mode who
   * @param bits the least work, in bits
   * @param hourly how many may register in an hour before more work is needed
   * @param quota how many statements a newcomer's key may place in a minute
   */
  @Tag(20)
  @About("Set who may register. Enough of the replicas must ask for the same.")
  record SetEntry(
      @About("Who: anybody, whoever does some work, or those who are vouched for.") Entry.Mode mode,
      @About("With work: the least, in bits, 1 to 40; each bit doubles it.") Optional<Long> bits,
      @About("With work: how many may register in an hour before more is needed, 1 to 1000000.")
          Optional<Long> hourly,
      @About("With work: what a newcomer's key may place in a minute, 10 to 1000000.")
          Optional<Long> quota)
      implements PartyTransaction {
    /** Checks the numbers. */
    public SetEntry {
      Entry.require(mode, bits, hourly, quota);
    }
  }

  /**
   * A party with a role answers for another, before that registers or later.
   *
   * @param party for whom: the thumbprint of the key that it registers with
   */
  @Tag(21)
  @About("Vouch for a party: it needs no work to register, and is no newcomer any more.")
  record Vouch(
      @About("For whom: the thumbprint of the key that it registers or registered with.")
          PartyId party)
      implements PartyTransaction {}

  /**
   * An organisation makes itself known where that takes work.
   *
   * @param key its first signing key
   * @param handle its short name
   * @param name its name
   * @param work work done for that key
   */
  @Tag(22)
  @About("Make an organisation known where that takes work.")
  record RegisterWithWork(
      @About("The key that signs this, as a COSE_Key.") CoseKey key,
      Handle handle,
      @About("The organisation's name.") @Length(min = 1, max = 80) String name,
      Work work)
      implements PartyTransaction, Introduction {
    /** Checks that the key signs. */
    public RegisterWithWork {
      requireSigning(key);
    }
  }

  /**
   * A person takes a pseudonym where that takes work.
   *
   * @param key the person's first signing key
   * @param commitment as for {@link RegisterPerson}
   * @param work work done for that key
   */
  @Tag(23)
  @About("Make a person known where that takes work.")
  record RegisterPersonWithWork(
      @About("The key that signs this, as a COSE_Key.") CoseKey key,
      @About("SHA-256 of 32 random octets and what the person may show later.")
          @Length(min = 32, max = 32)
          Bytes commitment,
      Work work)
      implements PartyTransaction, Introduction {
    /** Checks that the key signs. */
    public RegisterPersonWithWork {
      requireSigning(key);
    }
  }

  private static <T> List<T> distinct(List<T> list) {
    for (int i = 0; i < list.size(); i++) {
      if (list.indexOf(list.get(i)) < i) {
        throw new IllegalArgumentException(list.get(i) + " is named twice");
      }
    }
    return List.copyOf(list);
  }

  private static void requireSigning(CoseKey key) {
    if (key.signingAlgorithm().isEmpty()) {
      throw new IllegalArgumentException(
          "this key agrees on secrets; a signing key is Ed25519, P-256 with ES256 or ML-DSA-65");
    }
  }
}
