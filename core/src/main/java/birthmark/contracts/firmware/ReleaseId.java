package birthmark.contracts.firmware;

import birthmark.contracts.things.ModelId;

/**
 * A release's name for ever.
 *
 * @param model the model it runs on
 * @param version its version
 */
public record ReleaseId(ModelId model, Version version) {
  @Override
  public String toString() {
    return model + " " + version;
  }
}
