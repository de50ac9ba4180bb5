"""The money of a plan: whose it is, what it may pay for, how far it has come, and what it leaves uncovered."""
