"""Devices as CSV: the schema of our own columns, and readers of others' files."""
