"""Plans: lists, overview, goals, states."""
