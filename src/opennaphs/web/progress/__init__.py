"""Progress: updates, milestones, results, and the page reached by a link."""
