package birthmark.contracts.samples;

/** Values in ascending order, and the same with some left out or put back, none of them copied. */
public interface Ranked {
  /** How many there are, 1 or more. */
  int count();

  /** The value at {@code rank}, from 1 for the least. */
  long at(int rank);

  /** The values of {@code ascending}, which must be in order. */
  static Ranked of(long[] ascending) {
    return new Ranked() {
      @Override
      public int count() {
        return ascending.length;
      }

      @Override
      public long at(int rank) {
        return ascending[rank - 1];
      }
    };
  }

  /** These without the one at {@code left}. */
  default Ranked without(int left) {
    Ranked all = this;
    return new Ranked() {
      @Override
      public int count() {
        return all.count() - 1;
      }

      @Override
      public long at(int rank) {
        return all.at(rank < left ? rank : rank + 1);
      }
    };
  }

  /** These without the {@code least} least and the {@code greatest} greatest. */
  default Ranked without(int least, int greatest) {
    Ranked all = this;
    return new Ranked() {
      @Override
      public int count() {
        return all.count() - least - greatest;
      }

      @Override
      public long at(int rank) {
        return all.at(rank + least);
      }
    };
  }

  /** These and {@code value}. */
  default Ranked with(long value) {
    Ranked all = this;
    return new Ranked() {
      @Override
      public int count() {
        return all.count() + 1;
      }

      @Override
      public long at(int rank) {
        long before = rank > 1 ? all.at(rank - 1) : Long.MIN_VALUE;
        long here = rank <= all.count() ? all.at(rank) : Long.MAX_VALUE;
        return Math.max(before, Math.min(here, value));
      }
    };
  }
}
