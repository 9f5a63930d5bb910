package birthmark.x509;

/** Why a certificate does not hold under an issuer, in the order checked. */
public enum PathFault {
  /** No anchor leads to it. */
  NO_ANCHOR("No trusted root leads to this certificate."),
  /** Another issued it. */
  ISSUED_BY_ANOTHER(
      "The certificate names another issuer than this one, by its name or key identifier."),
  /** The signature is not the issuer's. */
  SIGNATURE_INVALID("The issuer did not sign this certificate."),
  /** It does not issue certificates. */
  NOT_AN_AUTHORITY("The certificate is not one of an authority (basicConstraints)."),
  /** Its key is not for that. */
  NOT_FOR_CERTIFICATES("The certificate's key is not for signing certificates (keyUsage)."),
  /** A root must say more. */
  NOT_A_ROOT(
      "A root is issued by itself, says that it is an authority and that its key signs"
          + " certificates and revocation lists, both as critical, and has a key identifier."),
  /** A device is no authority. */
  IS_AN_AUTHORITY("The certificate is one of an authority and not of a device."),
  /** Its key signs nothing. */
  NOT_FOR_SIGNATURES("The certificate's key is not for signatures (keyUsage)."),
  /** It is for something else. */
  NOT_FOR_CLIENTS("The certificate is for other purposes than a client's (extKeyUsage)."),
  /** There are too many between it and the root. */
  PATH_TOO_LONG("An authority above does not allow as many authorities below it."),
  /** It is for another vendor. */
  VENDOR_DIFFERS("The certificate names another Matter vendor or product than its issuer."),
  /** It holds from later on. */
  NOT_YET_VALID("The certificate does not hold yet."),
  /** It held until earlier. */
  EXPIRED("The certificate has expired.");

  private final String sentence;

  PathFault(String sentence) {
    this.sentence = sentence;
  }

  /** What is wrong, in a sentence. */
  public String sentence() {
    return sentence;
  }
}
