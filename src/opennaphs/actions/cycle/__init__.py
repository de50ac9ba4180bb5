"""What is done about the stages of the cycle."""
