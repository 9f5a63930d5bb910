package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.ContentType;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.gs1.Gtin;
import birthmark.statement.ContentTypes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A ledger with two makers, a model, and an operator, on which things are born. */
public final class ThingWorld {
  /** The GTIN of {@link #CAM}. */
  public static final Gtin GTIN = new Gtin("09506000134352");

  /** A model of {@link #acme} with a GTIN. */
  public static final ModelId CAM = new ModelId("acme:cam");

  /** A model of {@link #acme} without one. */
  public static final ModelId CHIP = new ModelId("acme:chip");

  /** The parties. */
  public final PartyWorld parties = new PartyWorld();

  /** A maker. */
  public final CoseKey acme = parties.organisation("acme", Role.MAKER);

  /** Another maker, who has no model yet. */
  public final CoseKey bolt = parties.organisation("bolt", Role.MAKER);

  /** An operator. */
  public final CoseKey site = parties.organisation("site", Role.OPERATOR);

  /** What is decided. */
  public final Hearing hearing = parties.hearing;

  /** A ledger where no thing has been born yet. */
  public ThingWorld() {
    given(acme, model(CAM, Optional.of(GTIN)));
    given(acme, model(CHIP, Optional.empty()));
  }

  /** A model that asks for nothing special. */
  public static ThingTransaction.RegisterModel model(ModelId id, Optional<Gtin> gtin) {
    return new ThingTransaction.RegisterModel(
        id, "Model " + id, false, Assurance.SELF_REPORTED, gtin);
  }

  /** Decides. */
  public Outcome decide(CoseKey key, Transaction transaction) {
    return hearing.decide(key, transaction);
  }

  /** Decides what is not in question. */
  public void given(CoseKey key, Transaction transaction) {
    ContractTest.mustAccept(decide(key, transaction));
  }

  /** The party that {@code key} names. */
  public static PartyId id(CoseKey key) {
    return PartyWorld.id(key);
  }

  /** A birth of a thing with {@code signing} as its key. */
  public ThingTransaction.Birth birth(
      CoseKey signing, ModelId model, List<Identifier> identifiers, List<ThingId> components) {
    return birth(signing, parties.agreement(), model, hearing.time(), identifiers, components);
  }

  /** A birth with nothing left to choose. */
  public ThingTransaction.Birth birth(
      CoseKey signing,
      CoseKey agreement,
      ModelId model,
      Timestamp made,
      List<Identifier> identifiers,
      List<ThingId> components) {
    return new ThingTransaction.Birth(
        new Certificate(
            signing,
            agreement,
            model,
            "B1",
            "FRPAR",
            made,
            Assurance.MEASURED_BOOT,
            identifiers,
            components),
        PartyWorld.proof());
  }

  /** The key of a new thing of {@link #CHIP} with {@code components}. */
  public CoseKey born(CoseKey... components) {
    CoseKey key = parties.key();
    given(
        acme, birth(key, CHIP, List.of(), List.of(components).stream().map(ThingId::of).toList()));
    return key;
  }

  /** The key of a new thing of {@link #CHIP} that {@link #site} owns. */
  public CoseKey sold() {
    CoseKey key = born();
    given(acme, new ThingTransaction.Offer(ThingId.of(key), id(site)));
    given(site, new ThingTransaction.Accept(ThingId.of(key)));
    return key;
  }

  /** The octets of a statement in form: its signature is nobody's, its body says {@code text}. */
  public Bytes statement(CoseKey key, long sequence, String text) {
    return message(key, ContentTypes.STATEMENT, hearing.network(), sequence, text).encode();
  }

  /** A message whose payload is that of a statement. */
  public static Sign1 message(
      CoseKey key, ContentType type, Bytes network, long sequence, String text) {
    Algorithm algorithm = key.signingAlgorithm().orElseThrow();
    CborWriter payload = new CborWriter();
    payload.array(6).bytes(network).unsigned(4).unsigned(1).unsigned(sequence).unsigned(1_000);
    payload.array(1).text(text);
    return Sign1.unsigned(algorithm, key.thumbprint(), type, payload.toBytes())
        .signed(Bytes.copyOf(new byte[algorithm.signatureLength()]));
  }

  /** Shows that {@code key} has a copy, by two statements numbered {@code sequence}. */
  public ThingTransaction.ReportCopies copies(CoseKey key, long sequence) {
    return new ThingTransaction.ReportCopies(
        statement(key, sequence, "one"), statement(key, sequence, "other"));
  }

  /** The key of a new thing that {@link #site} owns and that is quarantined. */
  public CoseKey copied() {
    CoseKey key = sold();
    given(acme, copies(key, 7));
    return key;
  }

  /** Certificates of new things of {@link #CHIP}, which nobody registered yet. */
  public List<Certificate> certificates(int count) {
    return Stream.generate(() -> birth(parties.key(), CHIP, List.of(), List.of()).certificate())
        .limit(count)
        .toList();
  }
}
