package birthmark.sim.world;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What simulated nodes complain of: that is what the simulation does to them. */
public final class Complaints {
  /** Held here, or it and its level would be forgotten. */
  private static final Logger LOGGER = Logger.getLogger("birthmark");

  private Complaints() {}

  /** From now on nobody hears them. */
  public static void hush() {
    LOGGER.setLevel(Level.OFF);
  }
}
