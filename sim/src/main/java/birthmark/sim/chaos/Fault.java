package birthmark.sim.chaos;

/** What is done to the nodes. */
enum Fault {
  /** One node and its engine are killed and started again. */
  KILL("kill -9 of one"),
  /** All nodes and engines are killed and started again, in any order. */
  KILL_ALL("kill -9 of all"),
  /** One node loses all but its keys and the genesis, and is started again. */
  WIPE("one wiped"),
  /** One node and its engine stand still and go on. */
  PAUSE("one paused"),
  /** One node's engine reaches no other. */
  PARTITION("one cut off"),
  /** Packets between all engines are lost. */
  LOSS("packets lost"),
  /** What engines send each other comes late. */
  DELAY("data delayed"),
  /** One node's disk is full. */
  FULL_DISK("one disk full"),
  /** A second engine votes with one node's key. */
  TWIN("one votes twice"),
  /** One node's engine lies to the others. */
  HOSTILE("one lies"),
  /** One node's door lies to those who ask there. */
  LYING_DOOR("one door lies"),
  /** One node's clock is wrong by an hour. */
  SKEW("one clock astray"),
  /** What engines send each other comes late, and one node is killed meanwhile. */
  DELAY_KILL("late, one killed"),
  /** One node is killed while another one's engine reaches no other: nothing is decided. */
  KILL_PARTITION("killed, cut off");

  private final String about;

  Fault(String about) {
    this.about = about;
  }

  @Override
  public String toString() {
    return about;
  }
}
