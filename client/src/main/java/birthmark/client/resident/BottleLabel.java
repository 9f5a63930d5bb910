package birthmark.client.resident;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.ShortName;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is printed on a sample's bottle, as text or as a QR code: which sample it is, and the salt
 * of the commitment to where it is taken.
 *
 * @param sample which sample
 * @param salt 32 octets, made for this bottle alone
 */
public record BottleLabel(SampleId sample, Bytes salt) {
  private static final String PREFIX = "birthmark:bottle:1";
  private static final Pattern TEXT =
      Pattern.compile(PREFIX + ":([0-9a-f]{64}):([a-z0-9-]{1,32}):([0-9]{1,4}):([0-9a-f]{64})");

  /**
   * The label that {@code text} is.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BottleLabel parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a bottle's label begins with " + PREFIX + ": and has four parts");
    }
    PartyId utility = new PartyId(Bytes.fromHex(matcher.group(1)));
    return new BottleLabel(
        new SampleId(
            new PlanId(utility, new ShortName(matcher.group(2))), Long.parseLong(matcher.group(3))),
        Bytes.fromHex(matcher.group(4)));
  }

  /** The label's text. */
  public String text() {
    return String.join(
        ":",
        PREFIX,
        sample.plan().utility().value().hex(),
        sample.plan().plan().text(),
        Long.toString(sample.number()),
        salt.hex());
  }

  /** The label's text as a QR code (SVG), above the plan's name and the sample's number. */
  public String svg() {
    return QrPicture.svg(text(), sample.plan().plan() + " " + sample);
  }

  /** The commitment to {@code site}, its name composed (NFC) and without spaces at its ends. */
  public Bytes commitment(String site) {
    String name = Normalizer.normalize(site.strip(), Normalizer.Form.NFC);
    return Sha256.of(salt.concat(Bytes.copyOf(name.getBytes(StandardCharsets.UTF_8))));
  }
}
