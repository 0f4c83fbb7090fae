"""What people bring to the catalogue: re-uses they declare, data they ask for."""
