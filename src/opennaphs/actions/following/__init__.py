"""Following a plan under way: updates, milestones, results, and the links by which people update."""
