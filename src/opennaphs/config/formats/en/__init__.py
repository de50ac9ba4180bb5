"""English: one way for a world that reads 11/12 in two ways."""
