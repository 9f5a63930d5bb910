package birthmark.contracts.samples;

import birthmark.contract.Reason;

/** Why a transaction is refused by {@link Sampling}, in the order checked. */
public enum SamplingRefusal implements Reason {
  /** Only regulators make rules. */
  NOT_A_REGULATOR(
      "Only a party with the role regulator publishes rules. Sign with a key of one, or ask for"
          + " the role."),
  /** The name is taken. */
  RULE_TAKEN(
      "You published another rule under this name, and a rule never changes. Choose another name."),
  /** Only certifiers accredit. */
  NOT_A_CERTIFIER(
      "Only a party with the role certifier accredits laboratories. Sign with a key of one."),
  /** Only a laboratory analyses. */
  NOT_A_LABORATORY(
      "That party does not hold the role laboratory. Ask a replica to grant it first."),
  /** It is accredited. */
  ALREADY_ACCREDITED(
      "You gave the laboratory a certificate with this number already, and what was signed stays."
          + " Give another number, or withdraw the first."),
  /** There is none to withdraw. */
  NO_SUCH_ACCREDITATION(
      "You gave the laboratory no such accreditation that still holds. List its accreditations."),
  /** Only an operator has samples taken. */
  NOT_AN_OPERATOR(
      "Only a party with the role operator makes plans. Sign with a key of one, or ask for the"
          + " role."),
  /** There is no such rule. */
  NO_SUCH_RULE("That regulator published no rule under this name. Check how it is written."),
  /** The name is taken. */
  PLAN_TAKEN("You made another plan under this name, and a plan never changes. Choose another."),
  /** It could not reach what the rule asks for. */
  TOO_FEW_PLANNED(
      "The rule asks for more results than the plan has samples. Plan at least as many."),
  /** It lies in the past. */
  PLAN_ENDS_TOO_SOON("A plan ends after it was made. Set an end that is still to come."),
  /** There is no such plan. */
  NO_SUCH_PLAN("There is no plan under this name. A plan is named by its utility and its name."),
  /** The plan's time is over. */
  PLAN_ENDED("The plan has ended, so no sample is registered any more. Make another plan."),
  /** The number is taken. */
  SAMPLE_TAKEN(
      "A sample of the plan has this number, and it stays for ever. Give the bottle another."),
  /** There is no such party. */
  NO_SUCH_PARTY("No party has this id. Register it first, or check how it is written."),
  /** There is no such sample. */
  NO_SUCH_SAMPLE(
      "The plan has no sample with this number. A sample is registered before it is taken."),
  /** Somebody else takes it. */
  NOT_THE_SAMPLER("Another party is to take this sample. Only that one says that it was taken."),
  /** It was taken already. */
  ALREADY_COLLECTED("The sample was taken already. Nothing needs to be done."),
  /** That cannot be. */
  COLLECTED_OUT_OF_TIME(
      "A sample is taken after it was registered, before its plan ended, and not a minute ahead of"
          + " the ledger. Check the clock that gave the time."),
  /** Somebody else has it. */
  NOT_THE_CUSTODIAN(
      "Another party has this sample, or nobody took it yet. Have it handed over first."),
  /** It was not handed over. */
  NOT_OFFERED("Nobody who has the sample handed it over to you. Ask for that first."),
  /** There is nothing to correct or leave out. */
  NO_RESULT("The sample has no result. What was not analysed is missing, and counts as missing."),
  /** Only its laboratory. */
  NOT_ITS_LABORATORY(
      "Another laboratory is to analyse this sample, or reported its result. Only that one does."),
  /** There is a result. */
  ALREADY_REPORTED("The sample has a result. If that is wrong, its laboratory declares the error."),
  /** Another unit. */
  WRONG_UNIT(
      "The result is in another unit than the rule. Convert it, and report it in the rule's unit."),
  /** That cannot be. */
  ANALYSED_OUT_OF_TIME(
      "A sample is analysed after it was taken, and not a minute ahead of the ledger. Check the"
          + " clock that gave the time."),
  /** Nobody says that it could. */
  NOT_ACCREDITED(
      "The laboratory was not accredited for this when it analysed the sample. A certifier says"
          + " who is, and from when."),
  /** The instrument was not fit. */
  CALIBRATION_LAPSED(
      "The instrument's calibration no longer held when the sample was analysed. Calibrate it and"
          + " analyse the sample again."),
  /** The rule knows no such reason. */
  REASON_NOT_LISTED(
      "The rule does not list this reason for an exclusion. Use one of its reasons, word for"
          + " word."),
  /** It is left out already. */
  ALREADY_EXCLUDED("The sample is left out already. Nothing needs to be done."),
  /** It takes several. */
  NOT_APPROVED_BY_ENOUGH(
      "The rule asks for more approvals of an exclusion than the utility's policy. Require them for"
          + " the class exclusion first, then propose it again."),
  /** It takes somebody independent. */
  NOT_INDEPENDENT(
      "So many approvers of the policy are the utility, the regulator, the laboratory or not"
          + " auditors that no independent one would have to agree. Name more auditors, or require"
          + " more approvals."),
  /** There is no such notice. */
  NO_SUCH_NOTICE("No such notice is asked for under this plan. List its notices."),
  /** It was confirmed. */
  ALREADY_CONFIRMED("The notice was confirmed already. Nothing needs to be done."),
  /** It counts. */
  NOT_EXCLUDED("The sample is not left out, so it counts. Nothing needs to be done."),
  /** The name is taken. */
  STREAM_TAKEN(
      "You opened another stream under this name, and its terms never change. Choose another."),
  /** There is no such stream. */
  NO_SUCH_STREAM(
      "There is no stream under this name. A stream is named by its operator and its name."),
  /** Somebody else reports. */
  NOT_THE_SENSOR("Another thing or party reports the readings of this stream."),
  /** That cannot be. */
  READINGS_OUT_OF_TIME(
      "Readings are later than those before them, and not a minute ahead of the ledger. Check the"
          + " clock that gave the times."),
  /** It is registered. */
  LOGGER_TAKEN("You registered this logger already. Nothing needs to be done."),
  /** It is not registered. */
  NO_SUCH_LOGGER(
      "You registered no logger with this key. Register it first, if the device is yours."),
  /** The file was captured. */
  ALREADY_CAPTURED("You captured this file already. Nothing needs to be done."),
  /** It would count as little. */
  DETECTS_TOO_LITTLE(
      "A method that detects nothing at the rule's limit does not show that there is less. Have the"
          + " sample analysed by one that does.");

  private final String sentence;

  SamplingRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
