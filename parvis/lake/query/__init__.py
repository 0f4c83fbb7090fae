"""Questions put to rows: ODSQL and CQL2 become one tree, then SQL under an access policy."""
