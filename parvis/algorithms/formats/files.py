"""Whole files: many records out, many in. Each format with its name, its ending, its media type.

Pure. `write` gives the bytes of a file, `read` its records; a file that is none of ours raises
`Unreadable`, with a sentence to show.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parvis.algorithms.formats import annex, atrs, dtpr, dutch, etalab, eurocities, own
from parvis.algorithms.formats.pieces import Shape
from parvis.algorithms.formats.terms import Entry, Values
from parvis.records import exchange
from parvis.records.problems import gettext_noop

JSON_TYPE = "application/json"
CSV_TYPE = "text/csv; charset=utf-8"


class Unreadable(ValueError):
    """The file is none of the formats; `args[0]` names why: json, csv, records, shape."""


@dataclass(frozen=True)
class Format:
    """`ending` follows `/algorithmes/inventaire.`; `words` is what people read."""

    shape: Shape
    ending: str
    words: str
    about: str

    @property
    def is_csv(self) -> bool:
        return self.ending.endswith("csv")

    @property
    def media_type(self) -> str:
        return CSV_TYPE if self.is_csv else JSON_TYPE

    def write(self, entries: Iterable[Entry]) -> bytes:
        found = list(entries)
        return "".join(self.stream(found, more_columns(map(self.besides, found)))).encode()

    def stream(self, entries: Iterable[Entry], more: Sequence[str] = ()) -> Iterator[str]:
        """The file piece by piece. `more`: columns that CSV has besides those of the format, for
        what sources said in fields of their own (`besides`)."""
        made = map(self.shape.to, entries)
        return csv_pieces([*self.shape.pieces, *more], made) if self.is_csv else json_pieces(made)

    def besides(self, entry: Entry) -> list[str]:
        """Fields of its source that the format does not know, in the order of the source."""
        kept = (entry.get("origin") or {}).get(self.shape.name) or {}
        lost = kept.get("source", {})
        names = [name for name in kept.get("order", ()) if name in lost]
        return [name for name in names if name not in self.shape.pieces]

    def read(self, data: bytes) -> list[Values]:
        """The records of a file, as they are written there."""
        return csv_records(data) if self.is_csv else json_records(data)


FORMATS: Mapping[str, Format] = {
    one.shape.name: one
    for one in (
        Format(own.CSV_SHAPE, "csv", "CSV", "tous nos champs"),
        Format(own.SHAPE, "json", "JSON", "tous nos champs"),
        Format(etalab.SHAPE, "etalab.csv", "Etalab (CSV)", "la fiche d’inventaire de 2021"),
        Format(dutch.SHAPE, "nl.json", gettext_noop("Pays-Bas 1.0 (JSON)"), "Publicatiestandaard"),
        Format(atrs.SHAPE, "atrs.json", gettext_noop("Royaume-Uni (JSON)"), "ATRS"),
        Format(eurocities.SHAPE, "eurocities.json", "Eurocities 0.3.1 (JSON)", "neuf villes"),
        Format(
            dtpr.SHAPE,
            "dtpr.json",
            gettext_noop("DTPR IA (JSON)"),
            "pictogrammes de l’espace public",
        ),
        Format(
            annex.SHAPE,
            "annexe-viii-c.json",
            gettext_noop("Annexe VIII, C (JSON)"),
            "base européenne",
        ),
    )
}
# read, and not written: the records it describes are written in `atrs`
SUMMARIES = Format(atrs.SUMMARY, "atrs-resumes.json", "Résumés du Royaume-Uni", "sept champs")
READ: Mapping[str, Format] = {**FORMATS, SUMMARIES.shape.name: SUMMARIES}


def json_pieces(records: Iterable[Values]) -> Iterator[str]:
    """A list, indented by one: a text of JSON holds no end of line of its own."""
    before = "["
    for one in records:
        text = json.dumps(one, ensure_ascii=False, indent=1).replace("\n", "\n ")
        yield f"{before}\n {text}"
        before = ","
    yield "[]" if before == "[" else "\n]"


def csv_pieces(columns: Sequence[str], records: Iterable[Values]) -> Iterator[str]:
    rows = ({name: str(value) for name, value in one.items()} for one in records)
    return exchange.write(columns, rows)


def more_columns(names: Iterable[Iterable[str]]) -> list[str]:
    """Each once, in order."""
    return list(dict.fromkeys(name for few in names for name in few))


def csv_records(data: bytes) -> list[Values]:
    try:
        text = exchange.decode(data)
        first = text.split("\n", 1)[0]
        delimiter = max(exchange.DELIMITERS, key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        head, *lines = list(reader)
    except (exchange.Unreadable, csv.Error, ValueError) as error:
        raise Unreadable("csv") from error
    return [
        {name: restored for name, cell in zip(head, line, strict=False)
         if (restored := exchange.restored(cell))}
        for line in lines
        if any(line)
    ]  # fmt: skip


def json_records(data: bytes) -> list[Values]:
    """One record, a list of them, or a list under the name `records`."""
    try:
        found = json.loads(data)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable("json") from error
    if isinstance(found, dict):
        found = found.get("records", [found])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable("records")
    return found


def recognised(data: bytes) -> tuple[Format, list[Values]]:
    """The format of a file that someone brings, by the names of its fields, and its records."""
    is_json = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
    records = json_records(data) if is_json else csv_records(data)
    given = {name for one in records for name in one}
    fits = {
        name: len(given & one.shape.pieces.keys()) / len(given)
        for name, one in READ.items()
        if one.is_csv != is_json and one.shape.title_key in given
    }
    if not fits:
        raise Unreadable("shape")
    return READ[max(fits, key=lambda name: fits[name])], records
