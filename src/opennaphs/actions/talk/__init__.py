"""Taking part in the discussion of a plan."""
