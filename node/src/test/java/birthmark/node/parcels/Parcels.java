package birthmark.node.parcels;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parcels on their way, with every kind of read, reader and fact that a surface can declare. */
public final class Parcels implements Contract<Parcels.Tx> {
  /** What may be asked. */
  public sealed interface Tx extends Transaction {}

  /** Sends a parcel. */
  @Tag(1)
  @About("Sends a parcel.")
  public record Send(
      @About("The box it is put in.") Box box,
      @About("Its number within the box.") long number,
      @About("The party it is for.") @Length(min = 32, max = 32) Bytes receiver,
      @About("What it holds.") @Length(min = 1, max = 300) String content,
      Optional<Timestamp> due)
      implements Tx {}

  /** Reports a parcel as lost. */
  @Tag(2)
  @About("Reports a parcel as lost.")
  public record Lose(Box box, long number) implements Tx {}

  /** Revokes one of the signer's keys. */
  @Tag(3)
  @About("Revokes one of one's keys.")
  public record DropKey(KeyId key) implements Tx {}

  /** A box that parcels lie in. */
  public record Box(@Length(min = 1, max = 40) String name) {}

  /** A parcel's place. */
  public record Place(Box box, long number) {}

  /** A parcel on its way. */
  public record Parcel(
      Subject sender,
      Subject receiver,
      @Length(min = 1, max = 300) String content,
      Optional<Timestamp> due,
      boolean lost) {}

  /** Whether a parcel is late. */
  public record Lateness(boolean late, Timestamp asked) {}

  /** What became true. */
  public sealed interface Event extends Fact {}

  /** A parcel was sent. */
  @Tag(1)
  public record Sent(Place place, Subject sender, Subject receiver) implements Event {
    @Override
    public List<Subject> concerns() {
      return List.of(sender, receiver);
    }
  }

  /** A parcel was lost. */
  @Tag(2)
  public record Lost(Place place, Subject sender) implements Event {
    @Override
    public List<Subject> concerns() {
      return List.of(sender);
    }

    @Override
    public boolean alarm() {
      return true;
    }
  }

  /** A box came into use: everybody may know. */
  @Tag(3)
  public record BoxUsed(Box box) implements Event {
    @Override
    public boolean open() {
      return true;
    }
  }

  /** A key was dropped: nobody's concern but the overseers'. */
  @Tag(4)
  public record KeyDropped(KeyId key) implements Event {}

  /** Why a transaction is refused, in the order checked. */
  public enum Refusal implements Reason {
    /** The place has a parcel. */
    PLACE_TAKEN("The place has a parcel. Choose another number."),
    /** The place is empty. */
    NO_SUCH_PARCEL("No parcel lies there. Check box and number."),
    /** The key is somebody else's. */
    NOT_YOUR_KEY("The key is another's. Name one of your own.");

    private final String sentence;

    Refusal(String sentence) {
      this.sentence = sentence;
    }

    @Override
    public String sentence() {
      return sentence;
    }
  }

  private static final Table<Place, Parcel> PARCELS =
      Table.of(1, "parcels", Place.class, Parcel.class);
  private static final Table<Box, Box> BOXES = Table.of(2, "boxes", Box.class, Box.class);

  @Override
  public Outcome decide(View state, Context at, Tx tx) {
    return switch (tx) {
      case Send send -> send(state, at, send);
      case Lose lose -> lose(state, lose);
      case DropKey drop -> drop(state, at, drop);
    };
  }

  private static Outcome send(View state, Context at, Send tx) {
    Place place = new Place(tx.box(), tx.number());
    if (state.find(PARCELS, place).isPresent()) {
      return Outcome.rejected(Refusal.PLACE_TAKEN, tx.box().name() + " " + tx.number());
    }
    Subject receiver = Subject.party(tx.receiver());
    var accepted =
        Outcome.accepted()
            .put(PARCELS, place, new Parcel(at.signer(), receiver, tx.content(), tx.due(), false))
            .fact(new Sent(place, at.signer(), receiver));
    if (state.find(BOXES, tx.box()).isEmpty()) {
      accepted.put(BOXES, tx.box(), tx.box()).fact(new BoxUsed(tx.box()));
    }
    return accepted.outcome();
  }

  private static Outcome lose(View state, Lose tx) {
    Place place = new Place(tx.box(), tx.number());
    Optional<Parcel> parcel = state.find(PARCELS, place);
    if (parcel.isEmpty()) {
      return Outcome.rejected(Refusal.NO_SUCH_PARCEL);
    }
    Parcel was = parcel.get();
    return Outcome.accepted()
        .put(
            PARCELS,
            place,
            new Parcel(was.sender(), was.receiver(), was.content(), was.due(), true))
        .fact(new Lost(place, was.sender()))
        .outcome();
  }

  private static Outcome drop(View state, Context at, DropKey tx) {
    Optional<Keys.Registered> key = state.find(Keys.TABLE, tx.key());
    if (!key.map(known -> known.subject().equals(at.signer())).orElse(false)) {
      return Outcome.rejected(Refusal.NOT_YOUR_KEY);
    }
    return Outcome.accepted()
        .put(Keys.TABLE, tx.key(), key.get().revoke(at))
        .fact(new KeyDropped(tx.key()))
        .outcome();
  }

  @Override
  public List<Write<?, ?>> founding(Genesis genesis) {
    List<Write<?, ?>> writes = new ArrayList<>();
    for (Genesis.Founder founder : genesis.founders()) {
      Subject party = Subject.party(founder.keys().getFirst().thumbprint().value());
      for (CoseKey key : founder.keys()) {
        writes.add(
            Keys.TABLE.put(
                key.thumbprint(),
                new Keys.Registered(
                    party, Keys.Purpose.SIGNING, key, 0, Optional.empty(), Optional.empty())));
      }
    }
    return writes;
  }

  private static <K> Readers<K, Parcel> concernedOrAuditor() {
    return Readers.<K, Parcel>concerned(
            (state, key, parcel) -> List.of(parcel.sender(), parcel.receiver()))
        .or(Readers.roles(Role.AUDITOR));
  }

  private static Optional<Lateness> lateness(View state, Now now, Place place) {
    return state
        .find(PARCELS, place)
        .map(
            parcel ->
                new Lateness(
                    parcel.due().map(due -> due.isBefore(now.time())).orElse(false), now.time()));
  }

  @Override
  public Surface surface() {
    return Surface.at("parcels", "parcel", "Parcels on their way.")
        .submit(Tx.class)
        .facts(Event.class)
        .refusals(Refusal.class)
        .tables(PARCELS, BOXES)
        .registersKeys()
        .find("parcels/{box}/{number}", "A parcel.", PARCELS, concernedOrAuditor())
        .list("parcels/{box}", "The parcels of a box.", PARCELS, concernedOrAuditor())
        .find("inspected/{box}/{number}", "A parcel.", PARCELS, Readers.roles(Role.REGULATOR))
        .find("boxes/{box}", "A box.", BOXES, Readers.everyone())
        .list("boxes", "All boxes.", BOXES, Readers.everyone())
        .derive(
            "lateness/{box}/{number}",
            "Whether a parcel is late.",
            Place.class,
            Lateness.class,
            Readers.everyone(),
            Parcels::lateness)
        .deriveEach(
            "late/{box}",
            "Which parcels of a box are late.",
            PARCELS,
            Lateness.class,
            Readers.everyone(),
            (state, now, place, parcel) -> lateness(state, now, place).orElseThrow());
  }
}
