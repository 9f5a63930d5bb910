package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;

/** What can be asked of {@link Sampling}. */
public sealed interface SamplingTransaction extends Transaction {
  /**
   * A regulator publishes a rule.
   *
   * @param rule its name
   * @param terms what it says
   */
  @Tag(1)
  @About("Publish a rule: what is measured, which figure is held against which limit.")
  record PublishRule(
      @About("A name that you gave no other rule.") ShortName rule,
      @About("What it says.") Rule.Terms terms)
      implements SamplingTransaction {}

  /**
   * A certifier accredits a laboratory (ISO/IEC 17025).
   *
   * @param laboratory the laboratory
   * @param analyte what it may measure
   * @param certificate the certificate's number
   * @param from since when it holds
   * @param until from when it no longer does
   */
  @Tag(2)
  @About("Accredit a laboratory for something that it measures (ISO/IEC 17025).")
  record Accredit(
      @About("The laboratory.") PartyId laboratory,
      @About("What it measures.") ShortName analyte,
      @About("The certificate's number.") @Length(min = 1, max = Accreditation.CERTIFICATE_MAX)
          String certificate,
      @About("Since when it holds.") Timestamp from,
      @About("From when it no longer does.") Timestamp until)
      implements SamplingTransaction {
    /** Checks the order of the moments. */
    public Accredit {
      if (!from.isBefore(until)) {
        throw new IllegalArgumentException("an accreditation begins before it ends");
      }
    }
  }

  /**
   * A certifier withdraws an accreditation of its own, from now on.
   *
   * @param laboratory the laboratory
   * @param analyte what it measured
   * @param certificate the certificate's number
   */
  @Tag(3)
  @About("Withdraw an accreditation that you gave, from now on.")
  record WithdrawAccreditation(
      @About("The laboratory.") PartyId laboratory,
      @About("What it measures.") ShortName analyte,
      @About("The certificate's number.") @Length(min = 1, max = Accreditation.CERTIFICATE_MAX)
          String certificate)
      implements SamplingTransaction {}

  /**
   * A utility makes a plan.
   *
   * @param plan its name
   * @param rule under which rule
   * @param laboratory who is to analyse the samples
   * @param required how many samples there are to be, not below the rule's minimum
   * @param end from when on none is taken
   * @param reportBy when the figures are published, not before the end
   */
  @Tag(4)
  @About("Make a plan to take samples.")
  record MakePlan(
      @About("A name that you gave no other plan.") ShortName plan,
      @About("The rule it follows.") RuleId rule,
      @About("Who is to analyse the samples.") PartyId laboratory,
      @About("How many samples there are to be.") long required,
      @About("From when on none is taken.") Timestamp end,
      @About("When the figures are published.") Timestamp reportBy)
      implements SamplingTransaction {
    /** Checks the number and the order of the moments. */
    public MakePlan {
      if (required < 1 || required > Plan.SAMPLES_MAX) {
        throw new IllegalArgumentException(
            "a plan has 1 to "
                + Plan.SAMPLES_MAX
                + " samples, not "
                + required
                + "; more are several plans, each with figures of its own");
      }
      if (reportBy.isBefore(end)) {
        throw new IllegalArgumentException("figures are published no earlier than the plan ends");
      }
    }
  }

  /**
   * A utility registers a sample that is to be taken.
   *
   * @param plan its plan's name
   * @param number the number on the bottle
   * @param site SHA-256 of a salt of 32 octets and the site's name in UTF-8
   * @param sampler who is to take it
   */
  @Tag(5)
  @About("Register a sample before it is taken, by the number on its bottle.")
  record RegisterSample(
      @About("The plan, one of yours.") ShortName plan,
      @About("The number on the bottle, from 1.") long number,
      @About("SHA-256 of a salt of 32 octets and the site's name.") @Length(min = 32, max = 32)
          Bytes site,
      @About("Who is to take it.") PartyId sampler)
      implements SamplingTransaction {
    /** Checks the number. */
    public RegisterSample {
      if (number < 1 || number > Plan.SAMPLES_MAX) {
        throw new IllegalArgumentException(
            "a sample's number is 1 to " + Plan.SAMPLES_MAX + ", not " + number);
      }
    }
  }

  /**
   * A sampler took a sample, and has it.
   *
   * @param sample which sample
   * @param at when it was taken
   */
  @Tag(6)
  @About("Say that you took a sample, and when.")
  record Collect(@About("The sample.") SampleId sample, @About("When it was taken.") Timestamp at)
      implements SamplingTransaction {}

  /**
   * Who has a sample hands it over; the next one says so too.
   *
   * @param sample which sample
   * @param to who is to have it
   */
  @Tag(7)
  @About("Hand a sample over that you have.")
  record HandOver(@About("The sample.") SampleId sample, @About("Who is to have it.") PartyId to)
      implements SamplingTransaction {}

  /**
   * Who was handed a sample has it from now on.
   *
   * @param sample which sample
   */
  @Tag(8)
  @About("Say that you have a sample that was handed over to you.")
  record Receive(@About("The sample.") SampleId sample) implements SamplingTransaction {}

  /**
   * The laboratory that has a sample reports what it found.
   *
   * @param sample which sample
   * @param finding what it found
   */
  @Tag(9)
  @About("Report what you found in a sample.")
  record ReportResult(
      @About("The sample.") SampleId sample, @About("What you found.") Finding finding)
      implements SamplingTransaction {}

  /**
   * The laboratory declares its result wrong and gives the right one.
   *
   * @param sample which sample
   * @param reason what was wrong
   * @param finding the right result
   */
  @Tag(10)
  @About("Declare a result of yours wrong, and give the right one. Both stay on the ledger.")
  record DeclareError(
      @About("The sample.") SampleId sample,
      @About("What was wrong.") @Length(min = 1, max = 400) String reason,
      @About("The right result.") Finding finding)
      implements SamplingTransaction {}

  /**
   * A utility has a sample left out, for a reason of the rule's list and with the approval of
   * several.
   *
   * @param plan its plan's name
   * @param number the sample
   * @param ground the reason, in the rule's words
   * @param explanation why it holds here
   */
  @Tag(11)
  @About("Have a sample left out; several must approve, one of them independent.")
  record Exclude(
      @About("The plan.") ShortName plan,
      @About("The sample's number.") long number,
      @About("The reason, in the rule's words.") Rule.Ground ground,
      @About("Why it holds here.") @Length(min = 1, max = 400) String explanation)
      implements SamplingTransaction {
    /** Checks the number. */
    public Exclude {
      if (number < 1 || number > Plan.SAMPLES_MAX) {
        throw new IllegalArgumentException(
            "a sample's number is 1 to " + Plan.SAMPLES_MAX + ", not " + number);
      }
    }
  }

  /**
   * A utility says that it sent a notice that the rule asks for.
   *
   * @param plan its plan's name
   * @param number the notice's place in the rule's list, from 1
   * @param digest SHA-256 of its text
   */
  @Tag(12)
  @About("Confirm that you sent a notice that the rule asks for.")
  record ConfirmNotice(
      @About("The plan.") ShortName plan,
      @About("The notice's place in the rule's list, from 1.") long number,
      @About("SHA-256 of its text.") @Length(min = 32, max = 32) Bytes digest)
      implements SamplingTransaction {}

  /**
   * A utility takes a sample in again that was left out, with the same approvals.
   *
   * @param plan its plan's name
   * @param number the sample
   * @param explanation why the exclusion was wrong
   */
  @Tag(13)
  @About("Take a sample in again that was left out; it takes the same approvals.")
  record Readmit(
      @About("The plan.") ShortName plan,
      @About("The sample's number.") long number,
      @About("Why the exclusion was wrong.") @Length(min = 1, max = 400) String explanation)
      implements SamplingTransaction {
    /** Checks the number. */
    public Readmit {
      if (number < 1 || number > Plan.SAMPLES_MAX) {
        throw new IllegalArgumentException(
            "a sample's number is 1 to " + Plan.SAMPLES_MAX + ", not " + number);
      }
    }
  }

  /**
   * An operator has a sensor's readings held against a limit.
   *
   * @param stream a name
   * @param watch what is watched
   */
  @Tag(14)
  @About("Have a sensor's readings held against a limit, for as long as they last.")
  record OpenStream(
      @About("A name that you gave no other stream.") ShortName stream,
      @About("What is watched.") SensorStream.Watch watch)
      implements SamplingTransaction {}

  /**
   * A sensor reports readings.
   *
   * @param stream to which stream
   * @param readings what it read, each later than the one before
   */
  @Tag(15)
  @About("Report readings of a sensor, each later than the one before.")
  record ReportReadings(
      @About("The stream.") StreamId stream,
      @About("The readings, each later than the one before.") @Length(min = 1, max = READINGS_MAX)
          List<SensorStream.Reading> readings)
      implements SamplingTransaction {
    /** The most readings of a report. */
    public static final int READINGS_MAX = 64;

    /** Checks the order. */
    public ReportReadings {
      for (int i = 1; i < readings.size(); i++) {
        if (!readings.get(i).at().isAfter(readings.get(i - 1).at())) {
          throw new IllegalArgumentException("each reading is later than the one before");
        }
      }
    }
  }

  /**
   * An operator registers a device that signs its own files.
   *
   * @param model what it is
   * @param serial its number
   * @param key its key, ES256
   */
  @Tag(16)
  @About("Register a logger that signs its own files.")
  record RegisterLogger(
      @About("What it is.") @Length(min = 1, max = 80) String model,
      @About("Its number.") @Length(min = 1, max = 40) String serial,
      @About("Its key, ES256.") CoseKey key)
      implements SamplingTransaction {
    /** Checks the kind of key. */
    public RegisterLogger {
      requireLoggerKey(key);
    }
  }

  /**
   * An operator captures a file of a logger; the device's signature must verify.
   *
   * @param key the device's key, ES256
   * @param file SHA-256 of the file
   * @param signed SHA-256 of what the device signed of it
   * @param signature the device's signature, r and s
   * @param findings what the file says
   */
  @Tag(17)
  @About("Capture a file of a logger. The file itself stays with you; its digest proves it.")
  record CaptureLog(
      @About("The device's key, ES256.") CoseKey key,
      @About("SHA-256 of the file.") @Length(min = 32, max = 32) Bytes file,
      @About("SHA-256 of what the device signed of it.") @Length(min = 32, max = 32) Bytes signed,
      @About("The device's signature, r and s.") @Length(min = 64, max = 64) Bytes signature,
      @About("What the file says.") LogFindings findings)
      implements SamplingTransaction, Endorsed {
    /** Checks the kind of key. */
    public CaptureLog {
      requireLoggerKey(key);
    }

    /** The digest as the device takes it for a number: its octets in reverse. */
    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(new Endorsement(new Endorsement.OfDigest(key), signed.reversed(), signature));
    }
  }

  private static void requireLoggerKey(CoseKey key) {
    if (!key.signingAlgorithm().equals(Optional.of(Algorithm.ES256))) {
      throw new IllegalArgumentException("a logger's key is one for ES256");
    }
  }
}
