"""The rule book: every rule of the domain as prose and examples. Rendered into docs/reference/rules.md."""
