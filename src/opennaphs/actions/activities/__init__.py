"""What is done to activities."""
