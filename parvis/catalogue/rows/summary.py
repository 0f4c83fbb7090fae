"""What the page of a data set shows of its rows: the first ones, and what there is to see."""

from __future__ import annotations

import logging
from typing import Any

from parvis.catalogue.access import open_to_all
from parvis.catalogue.rows import columns, table
from parvis.catalogue.rows.source import GivenRows
from parvis.lake import rows as lake
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import PUBLIC
from parvis.records.projection import View

logger = logging.getLogger(__name__)


def summary(view: View) -> dict[str, Any] | None:
    """None without rows for everybody; `table` is None where they can't be read at the moment."""
    version = lake.current(view.uuid) if open_to_all(view.content) else None
    if version is None:
        return None
    source = GivenRows(version, PUBLIC)
    found = {"total": version.rows, "place": source.place() is not None, "table": None}
    try:
        known = columns.columns(view, source)
        return found | {"table": table.extract(view, source, known), "columns": len(known)}
    except EngineProblem as problem:
        logger.warning("The first rows of a data set were not read: %s", problem.code)
        return found
