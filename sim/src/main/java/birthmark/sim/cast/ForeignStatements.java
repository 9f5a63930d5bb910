package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterDigest;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.contracts.registrations.RegistrationTransaction.SetRegistrationPolicy;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigStructure;
import birthmark.did.DidKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Signed statements that somebody makes, and what is asked of the ledger about them. */
final class ForeignStatements {
  private static final int KINDS = 60;
  private static final long EDDSA = -8;
  private static final long PUBLIC = -70_001;

  private final RandomGenerator random;

  ForeignStatements(RandomGenerator random) {
    this.random = random;
  }

  /** A policy that names some of {@code parties}. */
  Transaction policy(List<Cast.Party> parties) {
    List<PartyId> registrars =
        parties.stream().filter(_ -> chance(50)).map(Cast.Party::id).distinct().toList();
    return new SetRegistrationPolicy(chance(80), registrars, "by the simulation");
  }

  /** What {@code issuer} signed as the party {@code named} or under its did:key. */
  Transaction registration(SeededKey issuer, PartyId named) {
    if (chance(30)) {
      Bytes id = Sha256.of(text("digest " + random.nextInt(KINDS)));
      return new RegisterDigest(id, Sha256.of(id), issuer.publicKey().thumbprint());
    }
    String did =
        chance(50)
            ? DidKey.encode(issuer.publicKey())
            : "did:web:sim.example:v1:dids:party:" + named;
    return new RegisterInFull(signed(issuer, did, "statement " + random.nextInt(KINDS)));
  }

  private Bytes signed(SeededKey issuer, String did, String payload) {
    Bytes header = header(issuer.publicKey(), did);
    Bytes signed = SigStructure.signature1(header, Bytes.EMPTY, text(payload));
    Bytes signature = issuer.sign(chance(95) ? signed : header);
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(header).map(0).bytes(text(payload)).bytes(signature);
    return out.toBytes();
  }

  /** A protected header, its members in the order that others' software happens to use. */
  private Bytes header(CoseKey key, String did) {
    Algorithm algorithm = key.signingAlgorithm().orElseThrow();
    long number = algorithm == Algorithm.ED25519 && chance(50) ? EDDSA : algorithm.number();
    number = chance(97) ? number : Algorithm.ES256.number();
    Bytes alg = new CborWriter().unsigned(1).integer(number).toBytes();
    Bytes kid = new CborWriter().unsigned(4).bytes(key.thumbprint().value()).toBytes();
    CborWriter claims = new CborWriter().unsigned(15).map(2);
    claims.unsigned(1).text(did).unsigned(2).text("urn:sim:subject");
    Bytes all =
        chance(50)
            ? alg.concat(kid).concat(claims.toBytes())
            : claims.toBytes().concat(kid).concat(alg);
    if (chance(20)) {
      return Bytes.fromHex("a3").concat(all);
    }
    Bytes isPublic = new CborWriter().integer(PUBLIC).bool(true).toBytes();
    return Bytes.fromHex("a4").concat(all).concat(isPublic);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private static Bytes text(String text) {
    return Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8));
  }
}
