"""The contracts: which transactions there are, and what becomes of each."""
