"""Data that lives: read again on a schedule, or pushed row by row; told when it falls silent."""
