"""Following a record or a search by e-mail: one digest a day, made from history."""
