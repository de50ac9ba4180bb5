"""Sharing a donor pool among many countries: a price for its money, country plans at that price, a proven bound."""
