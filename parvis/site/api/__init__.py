"""The machine's door: our own API."""
