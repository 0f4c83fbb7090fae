"""What is kept of the scans of business databases, and what stewards decide of it.

`scan` reads and describes and knows nothing of Django; here its findings become rows, so that a
decision outlives the scan it was taken on.
"""
