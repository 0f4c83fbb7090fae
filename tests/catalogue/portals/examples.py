"""The example of an answer that the API description of Opendatasoft carries.

The description is YAML in block style, which a few lines read: no library is needed for one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.catalogue.portals.portal import DATA

DESCRIPTION = DATA / "ods-explore-v2.1-openapi.yaml"
_PLAIN: dict[str, Any] = {"null": None, "true": True, "false": False, "[]": [], "{}": {}}


def opendatasoft_examples() -> dict[str, Any]:
    """`{"total_count": 19, "results": [two data sets]}`."""
    lines = DESCRIPTION.read_text(encoding="utf-8").split("\n")
    start = lines.index("    datasets-v2.1:")
    end = lines.index("    catalog_facets:", start)
    found: dict[str, Any] = _block(list(_whole(lines[start + 2 : end])))
    return found


def _whole(lines: list[str]) -> Iterator[str]:
    """Lines with what goes on below them: a plain text may be folded."""
    kept = ""
    for line in lines:
        if kept and not re.match(r" *(- |[\w-]+:( |$))", line):
            kept += " " + line.strip()
            continue
        if kept:
            yield kept
        kept = line
    yield kept


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _block(lines: list[str]) -> Any:
    """A list when the block begins with a dash, else an object."""
    if lines[0].lstrip().startswith("- "):
        return [_entry(part) for part in _parts(lines)]
    found: dict[str, Any] = {}
    for part in _parts(lines):
        name, _, rest = part[0].strip().partition(":")
        found[name] = _scalar(rest.strip()) if rest.strip() else _block(part[1:])
    return found


def _entry(part: list[str]) -> Any:
    bare = part[0].replace("- ", "  ", 1)
    if re.match(r" *[\w-]+:( |$)", bare):
        return _block([bare, *part[1:]])
    return _scalar(bare.strip())


def _parts(lines: list[str]) -> Iterator[list[str]]:
    """The entries of a block: a list may stand at the depth of the name above it."""
    depth, dashed = _depth(lines[0]), lines[0].lstrip().startswith("- ")
    part: list[str] = []
    for line in lines:
        opens = _depth(line) == depth and line.lstrip().startswith("- ") == dashed
        if opens and part:
            yield part
            part = []
        part.append(line)
    yield part


def _scalar(text: str) -> Any:
    if text.startswith("'"):
        return text.strip("'").replace("''", "'")
    if re.fullmatch(r"\d+", text):
        return int(text)
    return _PLAIN.get(text, text)
