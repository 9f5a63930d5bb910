package birthmark.contracts;

import birthmark.contract.Rulebook;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.authorities.Authorities;
import birthmark.contracts.content.Content;
import birthmark.contracts.firmware.Firmware;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.messages.Messages;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.registrations.Registrations;
import birthmark.contracts.samples.Sampling;
import birthmark.contracts.things.Things;
import birthmark.machine.Machine;
import java.util.List;

/** The contracts, a line each. */
public final class Contracts {
  /** The rules version that this program decides by. */
  public static final long VERSION = 1;

  private Contracts() {}

  /** The rulebook; a contract's number is its own for ever, and it reads only those above it. */
  public static Rulebook rulebook() {
    return Rulebook.of(
        VERSION,
        Machine.TABLES,
        List.of(
            new Rulebook.Numbered(1, new Parties()),
            new Rulebook.Numbered(2, new Governance()),
            new Rulebook.Numbered(3, new Things()),
            new Rulebook.Numbered(4, new Firmware()),
            new Rulebook.Numbered(5, new Admission()),
            new Rulebook.Numbered(6, new Registrations()),
            new Rulebook.Numbered(7, new Sampling()),
            new Rulebook.Numbered(8, new Messages()),
            new Rulebook.Numbered(9, new Content()),
            new Rulebook.Numbered(16, new Authorities())));
  }
}
