"""Stakeholders, committees, meetings and what they decide."""
