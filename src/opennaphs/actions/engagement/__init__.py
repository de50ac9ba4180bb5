"""Stakeholders, committees, meetings and what they ask for."""
