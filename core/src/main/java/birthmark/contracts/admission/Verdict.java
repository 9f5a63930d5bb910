package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * What came of a thing's latest evidence, by what was known and asked for then.
 *
 * @param owner whose the thing was
 * @param key the key that signed the evidence
 * @param height the height of the block that decided
 * @param at that block's time
 * @param nonceHeight the height of the block that the evidence names
 * @param bootCount how often the thing was started
 * @param measured what the measurement rests on: what it claims, at most what its birth certificate
 *     grants
 * @param image SHA-256 of the image it runs
 * @param release the release that has this image, if any
 * @param settings SHA-256 of its settings, if it measured them
 * @param finding why the evidence does not get it admitted, if so
 * @param until until when the evidence counts
 * @param securityCounter the highest security counter of all releases it was admitted with
 * @param policy the revision of the policy that decided
 */
public record Verdict(
    PartyId owner,
    KeyId key,
    long height,
    Timestamp at,
    long nonceHeight,
    long bootCount,
    Assurance measured,
    @Length(min = 32, max = 32) Bytes image,
    Optional<Version> release,
    @Length(min = 32, max = 32) Optional<Bytes> settings,
    Optional<Finding> finding,
    Timestamp until,
    long securityCounter,
    long policy) {}
