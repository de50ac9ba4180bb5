"""Following a plan: what was reported and when, what that means, and what it says about the end."""
