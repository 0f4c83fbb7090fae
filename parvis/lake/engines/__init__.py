"""Jobs on whole versions: one plan under a policy, run by DuckDB here or by Spark beyond."""
