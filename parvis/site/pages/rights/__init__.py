"""Using a right: asking, following a request, the public counters."""
