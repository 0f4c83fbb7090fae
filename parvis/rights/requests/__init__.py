"""What people ask by their rights. Never a record: sealed under a key each, forgotten in time."""
