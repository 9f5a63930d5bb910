package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cbor.Major;
import birthmark.codec.MalformedException;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseException;
import birthmark.cose.Sign1;
import birthmark.statement.ContentTypes;
import java.util.Optional;

/**
 * The CBOR form of {@link Evidence}: an EAT claims set (RFC 9711) whose measurements are measured
 * components (RFC 10013), deterministically encoded, with exactly the claims named here.
 *
 * <p>What the profile does not list is refused, so that neither a location nor a serial number gets
 * into the log by mistake, and nothing is recorded that nobody judged.
 */
public final class EvidenceFormat {
  /** The profile's name (RFC 9711, section 4.3.2): a URI that is nothing but unique. */
  public static final String PROFILE = "urn:uuid:4aa97566-1ccd-417f-a0c9-03ef1e8e6ce3";

  /** The CoAP content format of {@code application/measured-component+cbor} (RFC 10013). */
  public static final int MEASURED_COMPONENT = 295;

  /** The component that is a thing's firmware image. */
  public static final String FIRMWARE = "firmware";

  /** The component that is a thing's settings. */
  public static final String SETTINGS = "settings";

  private static final int NONCE = 10;
  private static final int UEID = 256;
  private static final int DBGSTAT = 263;
  private static final int EAT_PROFILE = 265;
  private static final int BOOTCOUNT = 267;
  private static final int MEASUREMENTS = 273;
  private static final int CLAIMS = 6;

  private static final int COMPONENT_ID = 1;
  private static final int DIGESTED_MEASUREMENT = 2;
  private static final int FLAGS = 4;
  private static final int FLAGS_LENGTH = 8;
  private static final int COMPONENT_MAX = 256;

  /** SHA-256 in IANA's registry of named information hash algorithms. */
  private static final int SHA_256 = 1;

  private static final int DIGEST_LENGTH = 32;

  /** The type of a UEID that is a random number or a hash (RFC 9711, section 4.2.1.1). */
  private static final int UEID_RAND = 1;

  private static final int UEID_LENGTH = 33;

  private EvidenceFormat() {}

  /**
   * Signed evidence whose signature is not checked yet.
   *
   * @param envelope the signed message
   * @param claims what it says
   */
  public record Signed(Sign1 envelope, Evidence claims) {}

  /** The claims set of {@code evidence}. */
  static Bytes encode(Evidence evidence) {
    CborWriter out = new CborWriter(512);
    out.map(CLAIMS);
    out.unsigned(NONCE).bytes(evidence.nonce().encode());
    out.unsigned(UEID).bytes(evidence.thing().ueid());
    out.unsigned(DBGSTAT).unsigned(number(evidence.debug()));
    out.unsigned(EAT_PROFILE).text(PROFILE);
    out.unsigned(BOOTCOUNT).unsigned(evidence.bootCount());
    out.unsigned(MEASUREMENTS).array(evidence.settings().isPresent() ? 2 : 1);
    out.array(2).unsigned(MEASURED_COMPONENT).bytes(firmware(evidence.image()));
    evidence
        .settings()
        .ifPresent(digest -> out.array(2).unsigned(MEASURED_COMPONENT).bytes(settings(digest)));
    return out.toBytes();
  }

  private static Bytes firmware(Evidence.Image image) {
    CborWriter out = new CborWriter(128);
    out.map(3).unsigned(COMPONENT_ID).array(2).text(FIRMWARE);
    out.array(1).text(image.version().text());
    digest(out, image.digest());
    out.unsigned(FLAGS).bytes(flags(image.measured()));
    return out.toBytes();
  }

  private static Bytes settings(Bytes digest) {
    CborWriter out = new CborWriter(64);
    out.map(2).unsigned(COMPONENT_ID).array(1).text(SETTINGS);
    digest(out, digest);
    return out.toBytes();
  }

  private static void digest(CborWriter out, Bytes digest) {
    out.unsigned(DIGESTED_MEASUREMENT).array(2).unsigned(SHA_256).bytes(digest);
  }

  /** Eight octets, of which the last says how the component was measured. */
  private static Bytes flags(Assurance measured) {
    byte[] flags = new byte[FLAGS_LENGTH];
    flags[FLAGS_LENGTH - 1] =
        switch (measured) {
          case SELF_REPORTED -> 0;
          case MEASURED_BOOT -> 1;
        };
    return Bytes.ofOwned(flags);
  }

  /** The number of a debug status in the claim. */
  static int number(DebugStatus debug) {
    return switch (debug) {
      case ENABLED -> 0;
      case DISABLED -> 1;
      case DISABLED_SINCE_BOOT -> 2;
      case DISABLED_PERMANENTLY -> 3;
      case DISABLED_FULLY_AND_PERMANENTLY -> 4;
    };
  }

  /**
   * The signed evidence that {@code encoded} holds; its signature is not checked here.
   *
   * @throws MalformedException if it is none, naming the claim that is wrong
   */
  public static Signed decode(Bytes encoded) throws MalformedException {
    Sign1 envelope;
    try {
      envelope = Sign1.decode(encoded);
    } catch (CoseException e) {
      throw new MalformedException("", String.valueOf(e.getMessage()));
    }
    if (!envelope.contentType().equals(ContentTypes.EVIDENCE)) {
      throw new MalformedException(
          "", "its content type must be application/eat+cwt, not " + envelope.contentType());
    }
    return new Signed(envelope, claims(envelope.payload()));
  }

  /**
   * The evidence that a claims set holds.
   *
   * @throws MalformedException if it is not of the profile, naming the claim that is wrong
   */
  static Evidence claims(Bytes payload) throws MalformedException {
    Claims claims = new Claims(payload);
    try {
      return claims.read();
    } catch (CborException | IllegalArgumentException e) {
      throw new MalformedException(claims.where, String.valueOf(e.getMessage()));
    }
  }

  /** Reads a claims set from the front, keeping in mind which claim it is at. */
  private static final class Claims {
    private final CborReader in;
    private String where = "";

    Claims(Bytes payload) {
      this.in = new CborReader(payload);
    }

    Evidence read() throws MalformedException {
      int count = in.map(64);
      int read = 0;
      claim(read++, count, NONCE, "eat_nonce (10)");
      Nonce nonce = Nonce.decode(in.bytes(64));
      claim(read++, count, UEID, "ueid (256)");
      ThingId thing = thing(in.bytes(64));
      claim(read++, count, DBGSTAT, "dbgstat (263)");
      DebugStatus debug = debug(in.unsigned());
      claim(read++, count, EAT_PROFILE, "eat_profile (265)");
      profile();
      claim(read++, count, BOOTCOUNT, "bootcount (267)");
      long bootCount = in.unsigned();
      claim(read++, count, MEASUREMENTS, "measurements (273)");
      int measurements = in.array(64);
      if (measurements < 1 || measurements > 2) {
        throw new IllegalArgumentException(
            "must be the component firmware and, where the thing measures its settings, the"
                + " component settings; not "
                + measurements);
      }
      Evidence.Image image = image(measurement());
      Optional<Bytes> settings =
          measurements == 2 ? Optional.of(settings(measurement())) : Optional.empty();
      where = "";
      if (count > CLAIMS) {
        claim(read, count, Integer.MAX_VALUE, "");
      }
      in.end();
      return new Evidence(nonce, thing, debug, bootCount, image, settings);
    }

    /** Reads the key of the next claim, which must be {@code key}. */
    private void claim(int read, int count, int key, String name) {
      where = "";
      if (read == count) {
        throw new IllegalArgumentException("the claim " + name + " is missing");
      }
      // Keys come in the order of their encodings, non-negative ones first, so one that is passed
      // by is missing.
      String found;
      boolean missing = !name.isEmpty();
      switch (in.peekMajor()) {
        case Major.UNSIGNED -> {
          long number = in.unsigned();
          if (number == key) {
            where = name;
            return;
          }
          found = Long.toString(number);
          missing = number > key;
        }
        case Major.NEGATIVE -> found = Long.toString(in.integer());
        case Major.TEXT -> found = "'" + in.text(64) + "'";
        default -> found = "that is neither a number nor text";
      }
      throw new IllegalArgumentException(
          missing
              ? "the claim " + name + " is missing: the next is " + found
              : "the profile has no claim "
                  + found
                  + ", and what it does not list is not recorded");
    }

    private static ThingId thing(Bytes ueid) {
      if (ueid.length() != UEID_LENGTH || ueid.octet(0) != UEID_RAND) {
        throw new IllegalArgumentException(
            "must be the octet 01 and the thing's id, 33 octets in all, not " + ueid);
      }
      return new ThingId(ueid.slice(1, UEID_LENGTH));
    }

    private static DebugStatus debug(long number) {
      DebugStatus[] all = DebugStatus.values();
      if (number >= all.length) {
        throw new IllegalArgumentException("must be 0, 1, 2 or 4, not " + number);
      }
      DebugStatus status = all[(int) number];
      if (status == DebugStatus.DISABLED_PERMANENTLY) {
        throw new IllegalArgumentException(
            "3 needs the claim oemid, which the profile does not have: report 2, or 4 where nobody"
                + " can ever enable debugging");
      }
      return status;
    }

    private void profile() {
      if (in.peekMajor() != Major.TEXT) {
        throw new IllegalArgumentException("must be the text " + PROFILE);
      }
      String profile = in.text(256);
      if (!profile.equals(PROFILE)) {
        throw new IllegalArgumentException("must be " + PROFILE + ", not " + profile);
      }
    }

    /** A reader of the next measured component. */
    private CborReader measurement() {
      in.arrayOf(2);
      long format = in.unsigned();
      if (format != MEASURED_COMPONENT) {
        throw new IllegalArgumentException(
            "each must be a measured component, content format "
                + MEASURED_COMPONENT
                + ", not content format "
                + format);
      }
      return in.enclosed(COMPONENT_MAX);
    }

    private static Evidence.Image image(CborReader component) {
      members(component, 3);
      componentKey(component, COMPONENT_ID);
      component.arrayOf(2);
      name(component, FIRMWARE);
      component.arrayOf(1);
      Version version = new Version(component.text(Version.MAX));
      Bytes digest = digest(component);
      componentKey(component, FLAGS);
      Assurance measured = measured(component.bytesOf(FLAGS_LENGTH));
      component.end();
      return new Evidence.Image(digest, version, measured);
    }

    private static Bytes settings(CborReader component) {
      members(component, 2);
      componentKey(component, COMPONENT_ID);
      component.arrayOf(1);
      name(component, SETTINGS);
      Bytes digest = digest(component);
      component.end();
      return digest;
    }

    private static void members(CborReader component, int count) {
      int found = component.map(64);
      if (found != count) {
        throw new IllegalArgumentException(
            "a component must have " + count + " members here, not " + found);
      }
    }

    private static void componentKey(CborReader component, int key) {
      long found = component.integer();
      if (found != key) {
        throw new IllegalArgumentException(
            "a component must have the member " + key + " where it has " + found);
      }
    }

    private static void name(CborReader component, String name) {
      String found = component.text(64);
      if (!found.equals(name)) {
        throw new IllegalArgumentException(
            "the component here must be " + name + ", not '" + found + "'");
      }
    }

    private static Bytes digest(CborReader component) {
      componentKey(component, DIGESTED_MEASUREMENT);
      component.arrayOf(2);
      long algorithm = component.integer();
      if (algorithm != SHA_256) {
        throw new IllegalArgumentException(
            "a digest must be SHA-256, algorithm 1, not algorithm " + algorithm);
      }
      return component.bytesOf(DIGEST_LENGTH);
    }

    private static Assurance measured(Bytes flags) {
      for (Assurance each : Assurance.values()) {
        if (flags(each).equals(flags)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "a component's flags must end with 00 (it reports itself) or 01 (measured boot) after"
              + " seven octets 00, not be "
              + flags);
    }
  }
}
