"""A CSV export of software that no scan reaches, described as a scanned table.

`reading` gives rows of text from bytes, `values` says what kinds one cell can be, `profile` adds
cells up column by column, `inventory` makes of them the same `Inventory` that a scan gives.
The file is read twice, a line at a time, and no value of it is kept.
"""
