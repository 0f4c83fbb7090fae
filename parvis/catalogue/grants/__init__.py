"""Rows that are not open to all, given under a rule: to whom, which, for what, until when."""
