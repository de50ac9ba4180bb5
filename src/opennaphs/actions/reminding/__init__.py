"""Reminding people by mail, once of each thing."""
