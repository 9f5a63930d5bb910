package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contract.Transaction;
import birthmark.contracts.authorities.AuthorityTransaction.AddIntermediate;
import birthmark.contracts.authorities.AuthorityTransaction.AddRoot;
import birthmark.contracts.authorities.AuthorityTransaction.Bind;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.PartyWorld;
import birthmark.testing.ThingWorld;
import birthmark.x509.CertificateDraft;
import birthmark.x509.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Makers with authorities. Certificates carry signatures that nobody looks at here: the machine
 * would.
 */
final class AuthorityWorld {
  static final Timestamp FROM = Timestamp.parse("2025-01-01T00:00:00Z");
  static final Timestamp UNTIL = Timestamp.parse("2056-01-01T00:00:00Z");
  private static final Bytes SIGNATURE = Bytes.copyOf(new byte[64]);

  final ThingWorld things = new ThingWorld();
  final PartyWorld parties = things.parties;
  final CoseKey acme = things.acme;
  final CoseKey bolt = things.bolt;
  final CoseKey site = things.site;
  private long serial = 1;

  /** A ledger whose founder needs two of three for a root. */
  AuthorityWorld() {
    quorum(2, acme, bolt, site);
  }

  void quorum(int needed, CoseKey... approvers) {
    List<PartyId> ids = List.of(approvers).stream().map(PartyWorld::id).toList();
    things.given(
        parties.root,
        new PartyTransaction.RequireApprovals(ApprovalClass.ROOTS, needed, ids, 3_600));
  }

  /** The same after two of the three dropped that: a policy is changed under itself. */
  void otherwise(int needed, CoseKey... approvers) {
    ContractTest.mustAccept(together(new PartyTransaction.WaiveApprovals(ApprovalClass.ROOTS)));
    quorum(needed, approvers);
  }

  /** Decides what two of the three ask for. */
  Outcome together(Transaction transaction) {
    Bytes proposal = parties.proposed(acme, parties.root, transaction);
    return parties.approve(bolt, parties.root, proposal, transaction);
  }

  static X509Certificate signed(CertificateDraft draft) {
    return X509Certificate.parse(draft.signed(Algorithm.ED25519, SIGNATURE));
  }

  CertificateDraft rootDraft(String name, CoseKey key, Optional<Integer> below) {
    return CertificateDraft.root(
        CertificateDraft.name(name, Optional.empty()), key, FROM, UNTIL, below);
  }

  X509Certificate rootOf(String name) {
    return signed(rootDraft(name, parties.key(), Optional.empty()));
  }

  static AddRoot add(X509Certificate root, Optional<CoseKey> maker) {
    return new AddRoot(root.der(), maker.map(PartyWorld::id));
  }

  /** A root that two of three trust. */
  X509Certificate root(CertificateDraft draft, Optional<CoseKey> maker) {
    X509Certificate root = signed(draft);
    ContractTest.mustAccept(together(add(root, maker)));
    return root;
  }

  /** A root for everybody's devices. */
  X509Certificate root() {
    return root(rootDraft("Root", parties.key(), Optional.empty()), Optional.empty());
  }

  CertificateDraft intermediateDraft(X509Certificate above, Optional<Integer> below) {
    return CertificateDraft.intermediate(
        CertificateDraft.name("Line", Optional.empty()),
        parties.key(),
        above,
        serial++,
        UNTIL,
        below);
  }

  static AddIntermediate below(X509Certificate above, X509Certificate certificate) {
    return new AddIntermediate(certificate.der(), AuthorityId.of(above), above.key());
  }

  /** An authority of {@code maker} below {@code above}. */
  X509Certificate intermediate(CoseKey maker, X509Certificate above) {
    X509Certificate certificate = signed(intermediateDraft(above, Optional.empty()));
    things.given(maker, below(above, certificate));
    return certificate;
  }

  CertificateDraft deviceDraft(CoseKey key, X509Certificate above) {
    return CertificateDraft.device(
        CertificateDraft.name("Device", Optional.empty()), key, above, serial++, UNTIL);
  }

  static Bind bind(CoseKey thing, X509Certificate device, X509Certificate above) {
    return new Bind(
        ThingId.of(thing), device.der(), AuthorityId.of(above), above.key(), PartyWorld.proof());
  }

  Outcome decide(CoseKey key, Transaction transaction) {
    return things.decide(key, transaction);
  }
}
