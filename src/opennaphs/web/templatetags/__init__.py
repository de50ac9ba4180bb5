"""Words and pieces that templates ask for."""
