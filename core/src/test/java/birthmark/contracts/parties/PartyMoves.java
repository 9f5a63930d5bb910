package birthmark.contracts.parties;

import static birthmark.testing.ContractSamples.pick;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.PartyWorld;
import birthmark.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What parties try, at random; what is right of it {@link NaiveParties} says. */
final class PartyMoves {
  private final Timestamp start;
  private final Keys keys;
  private final NaiveActing acting;
  private final NaiveApprovals approvals;

  /**
   * The keys that there are, as they are whenever one is picked.
   *
   * @param all all of them, the founder's first
   * @param owner whose each is
   * @param ends what became of them
   */
  record Keys(List<CoseKey> all, Map<CoseKey, PartyId> owner, NaiveKeyEnds ends) {}

  PartyMoves(Timestamp start, Keys keys, NaiveActing acting, NaiveApprovals approvals) {
    this.start = start;
    this.keys = keys;
    this.acting = acting;
    this.approvals = approvals;
  }

  private List<CoseKey> valid() {
    return keys.all().stream().filter(key -> signs(key) && !keys.ends().revoked(key)).toList();
  }

  private static boolean signs(CoseKey key) {
    return key.signingAlgorithm().isPresent();
  }

  private PartyId owner(CoseKey key) {
    return keys.owner().getOrDefault(key, NaiveParties.NOBODY);
  }

  private List<PartyId> parties() {
    Set<Bytes> ids = new TreeSet<>();
    keys.owner().values().forEach(id -> ids.add(id.value()));
    return ids.stream().map(PartyId::new).toList();
  }

  private CoseKey signer(Random random) {
    List<CoseKey> valid = valid();
    // The founder, who may grant, signs more often than others.
    return random.nextInt(3) == 0 ? valid.getFirst() : pick(valid, random);
  }

  private CoseKey anyKey(Random random) {
    return random.nextInt(4) == 0
        ? CoseKey.ed25519(Samples.random(random, 32))
        : pick(keys.all(), random);
  }

  /** What is tried next. */
  ContractTest.Move next(Random random) {
    ContractTest.Move move = plain(random);
    return random.nextInt(3) == 0 && keys.owner().containsKey(move.key())
        ? approvals.acting(random, move, valid(), keys.owner())
        : move;
  }

  private ContractTest.Move plain(Random random) {
    CoseKey signer = signer(random);
    PartyId someone =
        random.nextInt(10) == 0
            ? PartyWorld.id(CoseKey.ed25519(Samples.random(random, 32)))
            : pick(parties(), random);
    Role role = pick(List.of(Role.MAKER, Role.OPERATOR, Role.REPLICA), random);
    return switch (random.nextInt(16)) {
      case 0 -> {
        CoseKey key = anyKey(random);
        CoseKey free = signs(key) && !keys.ends().revoked(key) ? key : signer;
        yield new ContractTest.Move(
            free,
            new PartyTransaction.Register(
                free, new Handle("party-" + random.nextInt(12)), "Somebody"));
      }
      case 1 -> {
        CoseKey key = random.nextInt(3) == 0 ? signer : CoseKey.ed25519(Samples.random(random, 32));
        yield new ContractTest.Move(
            key, new PartyTransaction.RegisterPerson(key, Samples.random(random, 32)));
      }
      case 2 -> new ContractTest.Move(signer, new PartyTransaction.Grant(someone, role));
      case 3 -> new ContractTest.Move(signer, new PartyTransaction.Withdraw(someone, role));
      case 4 -> {
        CoseKey key = anyKey(random);
        PartyId forWhom = random.nextInt(6) == 0 ? someone : owner(signer);
        yield new ContractTest.Move(
            signer,
            new PartyTransaction.AddSigningKey(
                forWhom, signs(key) ? key : signer, PartyWorld.proof()));
      }
      case 5 ->
          new ContractTest.Move(
              signer,
              new PartyTransaction.AddAgreementKey(
                  keys.all().stream()
                      .filter(key -> !signs(key) && random.nextInt(6) == 0)
                      .findFirst()
                      .orElse(Samples.agreementKey(random))));
      case 6 -> new ContractTest.Move(signer, NaiveApprovals.policy(random, parties()));
      case 7 ->
          new ContractTest.Move(
              signer,
              new PartyTransaction.RetireKey(
                  anyKey(random).thumbprint(),
                  start.plusSeconds(keys.ends().seconds() + random.nextInt(400))));
      case 8 ->
          new ContractTest.Move(
              signer,
              new PartyTransaction.ReportCompromise(
                  anyKey(random).thumbprint(), random.nextLong(keys.ends().height() + 2)));
      case 9 -> {
        CoseKey key = random.nextInt(6) == 0 ? signer : CoseKey.ed25519(Samples.random(random, 32));
        PartyId forWhom = random.nextInt(4) == 0 ? owner(signer) : someone;
        yield new ContractTest.Move(
            signer, new PartyTransaction.Recover(forWhom, key, PartyWorld.proof()));
      }
      case 10 ->
          new ContractTest.Move(
              signer,
              new PartyTransaction.StopRecovery(
                  keys.ends().coming(owner(signer)).orElseGet(() -> anyKey(random)).thumbprint()));
      case 11 -> new ContractTest.Move(signer, approvals.rejection(random, owner(signer)));
      case 12, 13, 14 ->
          new ContractTest.Move(
              signer,
              acting.next(
                  random, owner(signer), parties(), start.plusSeconds(keys.ends().seconds())));
      default ->
          new ContractTest.Move(
              signer,
              new PartyTransaction.RevokeKey(
                  anyKey(random).thumbprint(), pick(List.of(RevocationReason.values()), random)));
    };
  }
}
