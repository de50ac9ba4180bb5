"""Discussion: comments and mentions."""
