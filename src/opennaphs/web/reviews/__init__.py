"""Review rounds and the states of a plan."""
