"""What a producer may choose of how a file is read: of all that can be said, what could change
something for this file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.lake.reading.understand import Choices
from parvis.records.problems import Problem

TEXT = {"header", "encoding", "separator"}
# by a format that was read; of those that are not here, the layer is all there is to choose
FORMATS: Mapping[str, set[str]] = {
    "csv": TEXT, "sheet": {"sheet", "header"}, "json": {"sheet"}, "ndjson": set(), "parquet": set(),
}  # fmt: skip
# by a refusal; others have nothing to do with choices: the file itself must be mended
REFUSALS: Mapping[str, set[str]] = {
    "sheet": {"sheet"}, "archive_choice": {"sheet"}, "encoding": TEXT, "separator": TEXT,
    "ragged": TEXT, "undecodable": TEXT, "mixed_encoding": TEXT, "malformed": TEXT,
    "huge_field": TEXT, "too_many_columns": TEXT, "nul": TEXT, "no_column": {"header", "sheet"},
}  # fmt: skip


def names(read: Mapping[str, Any] | None, problem: Problem | None) -> list[str]:
    """Sheets, layers, lists or members among which one chooses, as far as they are known."""
    said = read["reading"] if read else {}
    joined = said.get("sheets") or said.get("layers")
    if not joined and problem is not None:
        joined = problem.params.get("names")
    return str(joined).split(", ") if joined else []


def offered(read: Mapping[str, Any] | None, problem: Problem | None, chosen: Choices) -> set[str]:
    """Of `sheet`, `header`, `encoding`, `separator`: what could help, and what was chosen, which
    one must be able to take back."""
    found: set[str] = set()
    if read:
        found |= FORMATS.get(read["reading"]["format"], {"sheet"})
        if not names(read, None)[1:]:  # one sheet is no choice
            found -= {"sheet"}
    elif problem is not None:
        found |= REFUSALS.get(problem.code, set())
    taken = {"sheet": chosen.sheet, "encoding": chosen.encoding, "separator": chosen.separator}
    found |= {name for name, value in taken.items() if value}
    return found | ({"header"} if chosen.header is not None else set())
