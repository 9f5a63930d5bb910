package birthmark.node.testing;

import birthmark.codec.Timestamp;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.SensorStream;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.SignedDecimal;
import birthmark.contracts.samples.StreamId;
import birthmark.contracts.samples.Unit;
import birthmark.cose.SigningKey;
import java.util.List;
import java.util.stream.IntStream;

/** A fridge that reports its temperature: above 8 degrees for a second is an alarm. */
public final class Fridge {
  private static final ShortName NAME = new ShortName("fridge");

  private Fridge() {}

  /** That {@code operator} registers. */
  public static PartyTransaction.Register registration(SigningKey operator) {
    return new PartyTransaction.Register(operator.publicKey(), new Handle("town"), "Town");
  }

  /** That its readings are held against the limit, once {@code operator} has the role. */
  public static SamplingTransaction.OpenStream watch(SigningKey operator) {
    return new SamplingTransaction.OpenStream(
        NAME,
        new SensorStream.Watch(
            Inhabited.party(operator).value(),
            new ShortName("temperature"),
            Unit.DEGREES_CELSIUS,
            SensorStream.Side.ABOVE,
            new SignedDecimal("8"),
            1));
  }

  /** Readings, one a second from {@code first} on. */
  public static SamplingTransaction.ReportReadings report(
      SigningKey operator, Timestamp first, String... values) {
    List<SensorStream.Reading> readings =
        IntStream.range(0, values.length)
            .mapToObj(
                i -> new SensorStream.Reading(first.plusSeconds(i), new SignedDecimal(values[i])))
            .toList();
    return new SamplingTransaction.ReportReadings(
        new StreamId(Inhabited.party(operator), NAME), readings);
  }
}
