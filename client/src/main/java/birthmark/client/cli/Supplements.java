package birthmark.client.cli;

import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.authorities.AuthorityTransaction;
import birthmark.contracts.content.ContentTransaction;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingTransaction;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Which transactions have a supplement, and which contracts a command besides the generated. */
final class Supplements {
  private Supplements() {}

  /** That of the transactions of class {@code transaction}. */
  static Supplement of(Class<?> transaction) {
    if (transaction == AdmissionTransaction.Attest.class) {
      return new AttestSupplement();
    }
    if (transaction == ThingTransaction.Birth.class) {
      return new BirthSupplement();
    }
    if (transaction == PartyTransaction.RegisterWithWork.class
        || transaction == PartyTransaction.RegisterPersonWithWork.class) {
      return new WorkSupplement();
    }
    if (transaction == FirmwareTransaction.Publish.class) {
      return new PublishSupplement();
    }
    if (transaction == AdmissionTransaction.DescribeUsage.class) {
      return new UsageSupplement();
    }
    if (transaction == AuthorityTransaction.AddRoot.class) {
      return new ChainSupplement(false);
    }
    if (transaction == AuthorityTransaction.AddIntermediate.class
        || transaction == AuthorityTransaction.Bind.class) {
      return new ChainSupplement(true);
    }
    if (transaction == ContentTransaction.SubmitSealed.class) {
      return new SealSupplement(false);
    }
    if (transaction == ContentTransaction.CommitSealed.class) {
      return new SealSupplement(true);
    }
    return Supplement.NONE;
  }

  /** Commands that go with the contract whose transactions are {@code transactions}. */
  static List<CommandSpec> commands(Class<?> transactions) {
    if (transactions == AuthorityTransaction.class) {
      return List.of(ChainCommand.spec());
    }
    if (transactions == ContentTransaction.class) {
      return List.of(OpenContentCommand.spec());
    }
    if (transactions == AdmissionTransaction.class) {
      return List.of(DeviceImportCommand.spec());
    }
    if (transactions == MessageTransaction.class) {
      return MessageCommands.specs();
    }
    return transactions == ThingTransaction.class ? List.of(TokenCommand.spec()) : List.of();
  }
}
