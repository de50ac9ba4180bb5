"""Scores: entering, importing, trends, pictures."""
