"""RUDI: the producer node's API, and files of its metadata."""
