"""The first page, and the choice of country."""
