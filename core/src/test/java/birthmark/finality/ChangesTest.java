package birthmark.finality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cose.Algorithm;
import birthmark.cose.FixedRandom;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSets.Refusal;
import birthmark.json.Json;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptRefusal;
import birthmark.testing.ChangingLog;
import birthmark.testing.Golden;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replica sets followed from the genesis, and receipts of replicas that came and went. */
class ChangesTest {
  private static final String ORIGIN = "ledger.example/birthmark";
  private static final Bytes NETWORK = Bytes.ofOwned(new byte[32]);

  private final JdkSignatures signatures = new JdkSignatures();
  private final List<SigningKey> all =
      IntStream.range(40, 52)
          .mapToObj(
              seed ->
                  (SigningKey)
                      JdkSigningKey.of(
                          JdkSigningKey.generate(Algorithm.ED25519, new FixedRandom(seed))))
          .toList();
  private final List<SigningKey> first = all.subList(0, 4);
  private final List<SigningKey> second = all.subList(1, 5);
  private final List<SigningKey> third = all.subList(2, 6);
  private final ChangingLog log = new ChangingLog(ORIGIN, first).grown(4);
  private final Bytes early = log.receipt(2, first.getFirst());
  private final ReplicaSetChange one = log.grown(3).change(second, first.subList(0, 3));
  private final Bytes atTheChange = log.receipt(2, first.getFirst(), first.subList(0, 3));
  private final ReplicaSetChange two = log.grown(5).change(third, second);

  private ReplicaSets founding() {
    return new ReplicaSets(ChangingLog.set(ORIGIN, first), signatures);
  }

  private ReplicaSets followed() {
    ReplicaSets sets = founding();
    assertEquals(Optional.empty(), sets.follow(List.of(one, two)));
    return sets;
  }

  private void refused(Refusal reason, ReplicaSetChange change) {
    ReplicaSets sets = founding();
    assertEquals(Optional.of(reason), sets.follow(change));
    assertEquals(ChangingLog.set(ORIGIN, first), sets.current(), "nothing was followed");
  }

  private static ReplicaSetChange with(ReplicaSetChange change, Bytes seal, Bytes checkpoint) {
    return new ReplicaSetChange(seal, change.index(), change.path(), checkpoint, change.next());
  }

  private static ReplicaSetChange to(ReplicaSetChange change, List<ReplicaSetChange.Signer> next) {
    return new ReplicaSetChange(
        change.seal(), change.index(), change.path(), change.checkpoint(), next);
  }

  private static List<ReplicaSetChange.Signer> signers(List<SigningKey> keys) {
    return ReplicaSetChange.signers(ChangingLog.set(ORIGIN, keys));
  }

  @Test
  void setsAreFollowedFromTheGenesisAndOnlyTheLastCounts() {
    ReplicaSets sets = followed();
    assertEquals(ChangingLog.set(ORIGIN, third), sets.current());
    Note byRetired = ChangingLog.signed(log.checkpoint(), first);
    assertEquals(Finality.COMMITTED, Finality.of(byRetired, sets.current(), List.of(), signatures));
  }

  @Test
  void theCheckpointsThatSetsEndedWithStayFinal() {
    Note last = Note.decode(one.checkpoint());
    assertEquals(Finality.FINAL, Finality.of(last, followed(), List.of(), signatures));
    Note another =
        ChangingLog.signed(new Checkpoint(ORIGIN, 8, Bytes.ofOwned(new byte[32])), first);
    assertEquals(Finality.COMMITTED, Finality.of(another, followed(), List.of(), signatures));
  }

  @Test
  void aMissingChangeIsNoticedAndSoAreChangesOutOfOrderOrTwice() {
    refused(Refusal.OTHER_BEFORE, two);
    assertEquals(
        Optional.of("change 1: " + Refusal.OTHER_BEFORE.sentence()),
        founding().follow(List.of(two, one)));
    assertEquals(
        Optional.of("change 2: " + Refusal.NOT_NEWER.sentence()),
        founding().follow(List.of(one, one)));
  }

  @Test
  void aChangeThatTooFewSignedForIsNotFollowed() {
    for (List<SigningKey> few :
        List.of(first.subList(0, 2), all.subList(2, 6), all.subList(6, 10))) {
      refused(Refusal.TOO_FEW_SIGNERS, new ChangingLog(ORIGIN, first).grown(7).change(second, few));
    }
    List<SigningKey> alone = List.of(first.get(1), first.get(1), first.get(1));
    refused(Refusal.TOO_FEW_SIGNERS, new ChangingLog(ORIGIN, first).grown(7).change(second, alone));
  }

  @Test
  void aForgedChangeIsRefusedForWhatIsForged() {
    Note note = Note.decode(one.checkpoint());
    refused(
        Refusal.CHECKPOINT,
        with(one, one.seal(), new Note("no checkpoint\n", note.signatures()).encode()));
    refused(Refusal.CHECKPOINT, with(one, one.seal(), Bytes.EMPTY));
    refused(Refusal.CHECKPOINT, new ChangingLog("other.example", first).change(second, first));
    refused(Refusal.NOT_A_SEAL, with(one, log.entry(2), one.checkpoint()));
    ReplicaSetChange elsewhere = new ChangingLog(ORIGIN, first).grown(2).change(third, first);
    refused(Refusal.NOT_INCLUDED, with(one, elsewhere.seal(), one.checkpoint()));
    refused(Refusal.OTHER_SET, to(one, signers(third)));
    refused(Refusal.OTHER_SET, to(one, one.next().subList(1, 4)));
    refused(
        Refusal.OTHER_SET,
        to(one, List.of(one.next().getFirst(), one.next().getFirst(), one.next().get(2))));
    refused(
        Refusal.OTHER_SET, to(one, List.of(new ReplicaSetChange.Signer(Bytes.fromHex("a0"), 1))));
    refused(
        Refusal.OTHER_SET,
        to(one, List.of(new ReplicaSetChange.Signer(one.next().getFirst().key(), 0))));
  }

  @Test
  void theFileIsReadAsItWasWrittenAndInNoOtherForm() {
    ReplicaSetChanges changes = new ReplicaSetChanges(NETWORK, List.of(one, two));
    Bytes encoded = changes.encode();
    assertEquals(changes, ReplicaSetChanges.decode(encoded));
    assertThrows(CborException.class, () -> ReplicaSetChanges.decode(encoded.concat(NETWORK)));
    assertThrows(
        CborException.class,
        () -> ReplicaSetChanges.decode(encoded.slice(0, encoded.length() - 1)));
    assertThrows(CborException.class, () -> ReplicaSetChanges.decode(Bytes.fromHex("d2830100")));
  }

  private static void refused(ReceiptRefusal reason, ReceiptCheck check) {
    ReceiptCheck.Refused refused = assertInstanceOf(ReceiptCheck.Refused.class, check);
    assertEquals(reason, refused.reason(), refused::sentence);
  }

  @Test
  void aReceiptFromBeforeHoldsByTheGenesisAloneAndAfterAChangeWhereTheLogIsShownToBeTheSame() {
    Bytes entry = log.entry(2);
    assertInstanceOf(
        ReceiptCheck.Proven.class,
        new ReplicaReceipts(founding(), signatures).verify(entry, early));
    ReplicaReceipts trusting = new ReplicaReceipts(followed(), signatures);
    refused(ReceiptRefusal.SIGNER_HAS_LEFT, trusting.verify(entry, early));
    assertInstanceOf(ReceiptCheck.Proven.class, trusting.verify(entry, atTheChange));
    Checkpoint shown = new ChangingLog(ORIGIN, first).grown(4).checkpoint();
    ReplicaReceipts comparing = new ReplicaReceipts(followed(), signatures, shown::equals);
    ReplicaReceipts.Verdict verdict = comparing.judge(entry, early);
    assertInstanceOf(ReceiptCheck.Proven.class, verdict.check());
    assertEquals(Optional.of(first.getFirst().publicKey().thumbprint()), verdict.replica());
    Bytes forged = new ChangingLog(ORIGIN, first).with(entry).receipt(0, first.getFirst());
    refused(ReceiptRefusal.SIGNER_HAS_LEFT, comparing.verify(entry, forged));
  }

  @Test
  void aReceiptFromAfterHoldsByTheGenesisAndTheChanges() {
    Bytes late = log.receipt(2, third.getLast());
    ReplicaReceipts trusting = new ReplicaReceipts(followed(), signatures);
    ReplicaReceipts.Verdict verdict = trusting.judge(log.entry(2), late);
    assertInstanceOf(ReceiptCheck.Proven.class, verdict.check());
    assertEquals(Optional.of(third.getLast().publicKey().thumbprint()), verdict.replica());
    refused(
        ReceiptRefusal.CHECKPOINT_UNSIGNED,
        new ReplicaReceipts(founding(), signatures).verify(log.entry(2), late));
    refused(ReceiptRefusal.NOT_INCLUDED, trusting.verify(log.entry(1), late));
  }

  private final List<Json> cases = new ArrayList<>();

  private void add(String name, List<ReplicaSetChange> changes, Bytes receipt) {
    ReplicaSets sets = founding();
    Optional<String> fault = sets.follow(changes);
    Json.ObjectBuilder made =
        Json.object()
            .put("name", name)
            .put("changes", new ReplicaSetChanges(NETWORK, changes).encode().hex())
            .put("receipt", receipt.hex());
    if (fault.isPresent()) {
      made.put("why", fault.get());
    } else {
      switch (new ReplicaReceipts(sets, signatures).judge(log.entry(2), receipt)) {
        case ReplicaReceipts.Verdict(ReceiptCheck.Refused refused, var _) ->
            made.put("refused", refused.reason().name());
        case ReplicaReceipts.Verdict(ReceiptCheck.Proven proven, var replica) ->
            made.put("replica", replica.orElseThrow().toString())
                .put("size", proven.size())
                .put(
                    "final",
                    Finality.of(proven.checkpoint(), sets, List.of(), signatures)
                        == Finality.FINAL);
      }
    }
    cases.add(made.build());
  }

  @Test
  void theGoldenChangesAreFollowedOrRefusedAsListed() throws IOException {
    Bytes late = log.receipt(2, third.getLast());
    Bytes cosigned = log.receipt(2, third.getLast(), third);
    add("no change", List.of(), early);
    add("two changes", List.of(one, two), late);
    add("two changes and enough signatures", List.of(one, two), cosigned);
    add("signed by one that has left", List.of(one, two), early);
    add("of the very checkpoint that a set ended with", List.of(one, two), atTheChange);
    add("by one who is still to come", List.of(one), late);
    add("one missing", List.of(two), late);
    add("out of order", List.of(two, one), late);
    add("twice the same", List.of(one, one), late);
    add(
        "too few signers",
        List.of(new ChangingLog(ORIGIN, first).grown(7).change(second, first.subList(0, 2))),
        late);
    add("another entry than a seal", List.of(with(one, log.entry(2), one.checkpoint())), late);
    ReplicaSetChange elsewhere = new ChangingLog(ORIGIN, first).grown(2).change(third, first);
    add("another seal", List.of(with(one, elsewhere.seal(), one.checkpoint())), late);
    add("another set", List.of(to(one, signers(third))), late);
    add(
        "a set without weight",
        List.of(to(one, List.of(new ReplicaSetChange.Signer(one.next().getFirst().key(), 0)))),
        late);
    add(
        "a key that is none",
        List.of(to(one, List.of(new ReplicaSetChange.Signer(Bytes.fromHex("a0"), 1)))),
        late);
    add("no checkpoint", List.of(with(one, one.seal(), Bytes.EMPTY)), late);
    List<Json> keys = new ArrayList<>();
    first.forEach(key -> keys.add(new Json.Text(key.publicKey().encode().hex())));
    List<Json> entries = new ArrayList<>();
    log.entries().forEach(entry -> entries.add(new Json.Text(entry.hex())));
    Golden.check(
        SharedData.root().resolve("spec/vectors/replicas/changes.json"),
        Json.object()
            .put("origin", ORIGIN)
            .put("network", NETWORK.hex())
            .put("replicas", new Json.Arr(keys))
            .put("entry", log.entry(2).hex())
            .put("log", new Json.Arr(entries))
            .put("cases", new Json.Arr(cases))
            .build());
  }
}
