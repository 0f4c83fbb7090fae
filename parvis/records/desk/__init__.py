"""The agents' desk: Wagtail's screens, each of which asks `may` about the very record it shows.

A room registers its types in its own `desk.py` (see docs/en/desk.md).
"""
