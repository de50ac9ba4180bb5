"""Keys for programs: a person's own page."""
