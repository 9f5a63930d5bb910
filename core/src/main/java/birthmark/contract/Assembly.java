package birthmark.contract;

import birthmark.state.View;

/**
 * What decides whether all replicas together want what one party asks for: one contract's rule for
 * the transactions of all that are declared so ({@link Surface#together}).
 *
 * <p>It is asked once it is known in whose name something is asked ({@link Authority}), and only
 * where the transaction's contract would accept it: nobody votes on what is refused anyway.
 */
public interface Assembly {
  /**
   * Rules on {@code request}, whose signer is in whose name it is asked: a pure function of its
   * arguments.
   */
  Authority.Ruling rule(View state, Authority.Request request);
}
