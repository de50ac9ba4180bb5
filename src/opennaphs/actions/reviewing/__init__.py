"""Progress reviews, their lessons, and calendar feeds."""
