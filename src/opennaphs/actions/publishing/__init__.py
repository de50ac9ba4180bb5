"""Actions that freeze plans and make the frozen copies public."""
