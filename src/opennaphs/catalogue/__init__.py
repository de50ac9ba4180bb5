"""Versioned, cited, reviewable data files and their loader: frameworks, actions, prices, crosswalks, countries."""
