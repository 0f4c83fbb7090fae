"""`/api/explore/v2.1/`: what re-users of an Opendatasoft portal ask, answered by this one."""
