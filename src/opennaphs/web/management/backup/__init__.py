"""Backups: one file with every row of an installation, its own checksums inside, that either database can be made from.

The file is a ZIP archive anybody can open: ``about.json``, one ``rows/<model>.jsonl`` for each table (the first line
names the columns, each further line is a row), and ``SHA256SUMS``, as the program ``sha256sum -c`` reads it. The
secret key is not in it, nor are sessions: people sign in again.
"""
