"""How kept rows are answered: a machine's cache of DuckDB files, the engine, the schema."""
