"""Inventories in CSV: the national schema, and what Parvis itself exports."""
