"""Bring in what other portals list: read, compare with last time, publish, archive."""
