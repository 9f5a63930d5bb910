package birthmark.contract;

/** A fact that somebody should look at now. */
public interface Alarm extends Fact {
  @Override
  default boolean alarm() {
    return true;
  }
}
