"""Files that are written whole before they are sent: spreadsheets and files of maps.

Rows are spooled, then a process of its own writes the file: neither the libraries of these formats
nor their memory are in a web worker, and none of their faults ends one.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from parvis.catalogue.explore import spool
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.written import Batches, Style, place
from parvis.lake import child
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field

log = logging.getLogger(__name__)

COMMAND = child.command("parvis.catalogue.explore.aside_child")
# seconds by the clock and of work; octets of memory that is written, and of a file
BOUNDS = {"seconds": 600, "cpu": 600, "data": 2**30, "file": 8 * 2**30}
ROWS = {"xlsx": 1_048_575, "ods": 1_048_575}  # of one sheet, its headings left out


@dataclass(frozen=True)
class Format:
    media: str
    ending: str
    driver: str = ""  # of GDAL, for files of maps


FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    "gpkg": Format("application/geopackage+sqlite3", "gpkg", "GPKG"),
    "fgb": Format("application/vnd.flatgeobuf", "fgb", "FlatGeobuf"),
    "shp": Format("application/zip", "shp.zip", "ESRI Shapefile"),
}


def pieces(form: str, fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    """The file; its folder goes away with the iterator.

    Raises ExploreProblem for rows that the format can't hold, EngineProblem when it takes too
    long or too much memory, before the first piece.
    """
    with spool.spooled(fields, batches, style.zone) as folder:
        at = place(fields)
        order = {
            "form": form,
            "driver": FORMATS[form].driver,
            "columns": [
                {"heading": heading, "type": field.type.value, "many": field.many,
                 "place": spool.is_place(field)}
                for field, heading in zip(fields, style.headings, strict=True)
            ],
            "lines": spool.LINES,
            "relation": spool.relation(folder, fields),
            "sheet": _("Lignes"),
            "at": at,
            "srs": style.projection or "EPSG:4326",
            "point": at is not None and fields[at].type is Type.POINT,
            "separator": style.separator,
            "most": ROWS.get(form, 0),
            "bounds": BOUNDS,
            "parent": os.getpid(),
        }  # fmt: skip
        written(folder, order)
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if answer.get("memory"):
            raise EngineProblem("memory")
        if "code" in answer:
            raise ExploreProblem(answer["code"], value=form, **answer["params"])
        yield from spool.read((folder / answer["file"]).open("rb"))


def written(folder: Path, order: Mapping[str, object]) -> None:
    try:
        code = child.run(COMMAND, folder, json.dumps(order), BOUNDS["seconds"])
    except subprocess.TimeoutExpired as error:
        raise EngineProblem("stopped") from error
    if code == -signal.SIGXCPU:
        raise EngineProblem("stopped")
    if code:
        log.error("Writing %s ended with %d: %s", order["form"], code, child.fault(folder))
        raise EngineProblem("failed")
