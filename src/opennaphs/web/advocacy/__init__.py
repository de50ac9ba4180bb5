"""Health events, the budget calendar, and what is said to whom when."""
