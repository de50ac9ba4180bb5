"""Resource mapping: workbooks taken over, and the rounds in which a plan's money is mapped."""
