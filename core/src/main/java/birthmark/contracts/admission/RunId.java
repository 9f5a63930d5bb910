package birthmark.contracts.admission;

import birthmark.contracts.firmware.ReleaseId;
import birthmark.contracts.things.ThingId;

/**
 * A thing that runs a release.
 *
 * @param release the release
 * @param thing the thing
 */
public record RunId(ReleaseId release, ThingId thing) {}
