"""Numeric engines: domain objects in, tables out. Each has one entry function and one page in docs/explanation."""
