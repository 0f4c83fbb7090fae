"""Two questions at the foot of the street page; answers are counts, and nothing else is kept."""
