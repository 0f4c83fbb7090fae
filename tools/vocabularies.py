"""Refresh the labels of our vocabulary files from a folder of the European Union's own files.

    python tools/vocabularies.py FOLDER

FOLDER holds `eu_<table>.ttl` files (SKOS, one a table). Only the columns `fr` and `en` of the
terms we use are rewritten: choosing terms and aliases stays our work. A label that the source lacks
is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph

PREF_LABEL = pyoxigraph.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
OURS = Path(__file__).parent.parent / "parvis" / "catalogue" / "vocabularies"


def labels(path: Path) -> dict[str, dict[str, str]]:
    """{term URI: {language: label}} of one SKOS file."""
    found: dict[str, dict[str, str]] = {}
    for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
        if quad.predicate == PREF_LABEL:
            found.setdefault(quad.subject.value, {})[quad.object.language or "en"] = (
                quad.object.value
            )
    return found


def refreshed(text: str, source: dict[str, dict[str, str]]) -> str:
    """The same table with labels of the source."""
    lines, base = [], ""
    for line in text.splitlines():
        if line.startswith("# base: "):
            base = line.removeprefix("# base: ")
        cells = line.split("\t")
        found = source.get(base + cells[0], {}) if base and len(cells) > 2 else {}
        if found:
            cells[1:3] = [found.get("fr", cells[1]), found.get("en", cells[2])]
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    for table in sorted(OURS.glob("*.tsv")):
        source = folder / f"eu_{table.stem.replace('-', '_')}.ttl"
        if source.exists():
            table.write_text(refreshed(table.read_text("utf-8"), labels(source)), "utf-8")
            print(f"{table.name} refreshed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
