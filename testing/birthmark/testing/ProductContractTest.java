package birthmark.testing;

import birthmark.contract.Contract;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import java.util.function.Supplier;

/**
 * What every contract of this product must stand.
 *
 * @param <W> the world of a case
 */
public abstract class ProductContractTest<W> extends ContractTest<W> {
  private final Class<? extends Contract<?>> contract;
  private final Supplier<W> world;

  /**
   * The test of a contract.
   *
   * @param contract its class
   * @param world makes a new world for a case
   */
  protected ProductContractTest(Class<? extends Contract<?>> contract, Supplier<W> world) {
    this.contract = contract;
    this.world = world;
  }

  @Override
  protected final Rulebook rulebook() {
    return Contracts.rulebook();
  }

  @Override
  protected final String path() {
    return rulebook().contracts().stream()
        .filter(each -> contract.isInstance(each.contract()))
        .map(each -> each.surface().path())
        .findFirst()
        .orElseThrow();
  }

  @Override
  protected final Samples samples() {
    return ContractSamples.samples();
  }

  @Override
  protected final W world() {
    return world.get();
  }
}
