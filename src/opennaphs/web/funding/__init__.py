"""Money of a plan: funding sources, support, transactions, rates, the funding gap."""
