package birthmark.contract;

/** A fact that everybody may read. */
public interface Open extends Fact {
  @Override
  default boolean open() {
    return true;
  }
}
