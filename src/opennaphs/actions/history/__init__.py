"""What is done about earlier versions."""
