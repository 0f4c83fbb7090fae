"""CKAN, and DKAN which speaks nearly the same."""
