"""The explanation of one decision: cases kept sealed, replayed, told to who has the letter."""
