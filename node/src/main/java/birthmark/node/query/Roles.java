package birthmark.node.query;

import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.state.View;
import java.util.List;

/** What a subject may do, as the contract that grants roles has it. */
public interface Roles {
  /** The roles that {@code subject} holds in {@code state}; none for a stranger. */
  List<Role> of(View state, Subject subject);
}
