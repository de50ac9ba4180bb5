"""Frozen copies of a plan and their public pages."""
