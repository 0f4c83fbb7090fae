"""Portals that speak JSON: one folder each, what several of them need beside.

In each folder `fields.py` says what becomes of every field of the source: `READ` where it goes,
`LEFT` why it is left. The tests hold both against real answers, the documentation repeats them.
"""
