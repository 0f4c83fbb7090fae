"""The connector of inventories: a CSV or a workbook, by its path or its address, or a folder of
them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.portals.inventory.books import as_csv
from parvis.catalogue.harvest.portals.inventory.errors import CsvError
from parvis.catalogue.harvest.portals.inventory.national import national
from parvis.catalogue.harvest.portals.inventory.own import own
from parvis.catalogue.harvest.portals.inventory.rows import heading_of, rows
from parvis.catalogue.harvest.portals.items import Found, Listing
from parvis.records.exchange import Row
from parvis.records.problems import gettext_noop

PAGE = 500  # rows
SUFFIXES = {".csv", ".xlsx", ".ods", ".xls"}
_READERS = (({"titre", "nom_orga"}, national), ({"slug", "title"}, own))  # columns at least


@dataclass(frozen=True)
class Mark:
    """Where a page begins: rows already read of a file, by its place in the folder."""

    file: str = ""
    after: int = 0

    @classmethod
    def of(cls, cursor: str) -> Mark:
        """The cursor is "rows:name of the file"."""
        told, colon, name = cursor.partition(":")
        if cursor and not (colon and told.isascii() and told.isdigit() and len(told) < 10):
            raise CsvError("cursor", cursor=cursor[:80])
        return cls(name, int(told or 0))


class Inventory:
    kind = "csv"
    label = gettext_noop("Inventaire (CSV, XLSX, ODS), ou dossier d’inventaires")

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        """A stopped harvest goes on at the row, in the file, where it was."""
        mark = Mark.of(cursor)
        files = _files(address)
        known = [_name(one) for one in files]
        if mark.file and mark.file not in known:
            raise CsvError("cursor", cursor=cursor[:80])
        left = files[known.index(mark.file) :] if mark.file else files
        title = _name(address.rstrip("/"))
        listing = Listing(CatalogueDoc(uri=values.web_address(address), title={"fr": title}))
        for place, one in enumerate(left):
            following = f"0:{_name(left[place + 1])}" if place + 1 < len(left) else ""
            with get(one, accept="text/csv, */*;q=0.1") as answer:
                path = answer.path
                if path is None:
                    raise CsvError("empty", file=_name(one))
                with as_csv(path, _name(one), _is_inventory) as table:
                    yield from _pages(table, one, mark.after, listing, following)
            mark = Mark()


def _files(address: str) -> list[str]:
    """The file itself, or the tables of a folder in the order of their names."""
    if "://" in address or not Path(address).is_dir():
        return [address]
    found = [one for one in sorted(Path(address).iterdir()) if one.suffix.lower() in SUFFIXES]
    if not found:
        raise CsvError("folder", path=address)
    return [str(one) for one in found if one.is_file()]


def _name(address: str) -> str:
    try:
        path = urlsplit(address).path if "://" in address else address
    except ValueError:
        path = address
    return path.rpartition("/")[2] or address


def _pages(
    path: Path, address: str, after: int, listing: Listing, following: str
) -> Iterator[Page]:
    name = _name(address)
    read = _reader(heading_of(path, name)[:-1], name)
    told = rows(path, name, after)
    while True:
        given = list(islice(told, PAGE))
        after += len(given)
        more = len(given) == PAGE
        cursor = f"{after}:{name}" if more else following
        # Rows of a page may all be those of another file: the next page may still be new.
        page = listing.page(map(read, given), cursor, overlap=True)
        yield page
        if not more:
            return


def _reader(heading: list[str], file: str) -> Callable[[Row], Found]:
    """The reader of the rows, by the columns."""
    for columns, reader in _READERS:
        if set(heading) >= columns:
            return reader
    raise CsvError("heading", file=file)


def _is_inventory(heading: list[str]) -> bool:
    return any(set(heading) >= columns for columns, _ in _READERS)
