"""The rows of a data set as people meet them: table, chart, map, columns, versions."""
