"""Rules as data: read, checked, run and told in plain words. Pure."""
