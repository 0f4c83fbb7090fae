"""Inventory campaigns: each directorate's référent confirms the list of its data."""
