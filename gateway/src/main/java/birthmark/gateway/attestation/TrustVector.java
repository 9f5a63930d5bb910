package birthmark.gateway.attestation;

import birthmark.json.Json;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was found of each part of an attester (AR4SI, draft-ietf-rats-ar4si section 2.3): a number
 * from 0 to 99 each, 0 where nothing is claimed, above 31 a warning, above 95 a contraindication.
 */
public final class TrustVector {
  /** The parts. */
  public enum Claim {
    /** Whether it is who it says. */
    INSTANCE_IDENTITY,
    /** Its settings. */
    CONFIGURATION,
    /** What it runs. */
    EXECUTABLES,
    /** Its file system. */
    FILE_SYSTEM,
    /** Its hardware and firmware. */
    HARDWARE,
    /** Whether its memory is out of others' sight. */
    RUNTIME_OPAQUE,
    /** Whether what it stores is. */
    STORAGE_OPAQUE,
    /** Where its data come from. */
    SOURCED_DATA
  }

  /** Nothing is claimed. */
  public static final int NONE = 0;

  /** As it should be. */
  public static final int AFFIRMING = 2;

  /** Genuine, with a known vulnerability. */
  public static final int VULNERABLE = 32;

  /** Something that nobody knows. */
  public static final int UNRECOGNIZED = 33;

  /** Something that must not be. */
  public static final int CONTRAINDICATED = 96;

  /** The evidence itself does not hold. */
  public static final int INTEGRITY_FAILED = 99;

  private static final int WARNING_FROM = 32;
  private static final int CONTRAINDICATED_FROM = 96;

  private final Map<Claim, Integer> claims;

  private TrustVector(Map<Claim, Integer> claims) {
    this.claims = claims;
  }

  /** Every claim {@code value}. */
  public static TrustVector all(int value) {
    Map<Claim, Integer> claims = new EnumMap<>(Claim.class);
    for (Claim claim : Claim.values()) {
      claims.put(claim, value);
    }
    return new TrustVector(claims);
  }

  /** This with another {@code value} of {@code claim}. */
  public TrustVector with(Claim claim, int value) {
    Map<Claim, Integer> changed = new EnumMap<>(claims);
    changed.put(claim, value);
    return new TrustVector(changed);
  }

  /** The value of {@code claim}. */
  public int of(Claim claim) {
    return claims.getOrDefault(claim, NONE);
  }

  /** The worst of the claims, in words: none, affirming, warning or contraindicated. */
  public String status() {
    int worst = claims.values().stream().mapToInt(Integer::intValue).max().orElse(NONE);
    if (worst >= CONTRAINDICATED_FROM) {
      return "contraindicated";
    }
    if (worst >= WARNING_FROM) {
      return "warning";
    }
    return worst >= AFFIRMING ? "affirming" : "none";
  }

  /** The claims by their names. */
  public Json.Obj json() {
    Json.ObjectBuilder json = Json.object();
    for (Claim claim : Claim.values()) {
      json.put(claim.name().toLowerCase(Locale.ROOT).replace('_', '-'), of(claim));
    }
    return json.build();
  }
}
