"""How dates and times are written, where a language has no one way of its own."""
