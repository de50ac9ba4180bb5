"""Sector packages: one ministry's part of a plan, taken away and merged back."""
