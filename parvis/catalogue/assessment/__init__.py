"""The quality of every description, worked out in one pass and kept for lists and counts."""
