"""A second verifier of Birthmark ledgers, written from the protocol page alone."""
