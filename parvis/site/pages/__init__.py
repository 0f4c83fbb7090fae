"""Public HTML: parse, call, render."""
