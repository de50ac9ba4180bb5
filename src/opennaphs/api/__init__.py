"""The API: the same rules as the pages, for programs."""
