"""What is done in review rounds."""
