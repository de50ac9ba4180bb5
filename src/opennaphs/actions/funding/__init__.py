"""The money of plans: funding sources of a country, their support, transactions, validation, exchange rates."""
