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
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.catalogue.explore import spool
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.written import Batches, Style, place
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-B", "-P", "-m", "parvis.catalogue.explore.aside_child")
ROOT = Path(__file__).resolve().parents[3]
SECONDS = 600
MEMORY = 2**30  # octets that the process may write (RLIMIT_DATA)
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


def pieces(
    form: str, fields: Sequence[Field], batches: Batches, style: Style, projection: str
) -> Iterator[bytes]:
    """The file; its folder goes away with the iterator. `projection` of places, "" for WGS 84.

    Raises ExploreProblem for rows that the format can't hold, EngineProblem when it takes too
    long, before the first piece.
    """
    with spool.spooled(fields, batches, style.zone) as folder:
        at = place(fields)
        order = {
            "form": form,
            "driver": FORMATS[form].driver,
            "columns": [
                {"heading": heading, "type": field.type.value, "many": field.many,
                 "stored": spool.stored(field), "place": spool.is_place(field)}
                for field, heading in zip(fields, style.headings, strict=True)
            ],
            "at": at,
            "srs": projection or "EPSG:4326",
            "point": at is not None and fields[at].type is Type.POINT,
            "separator": style.separator,
            "most": ROWS.get(form, 0),
            "memory": MEMORY,
            "parent": os.getpid(),
        }  # fmt: skip
        written(folder, order)
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "code" in answer:
            raise ExploreProblem(answer["code"], value=form, **answer["params"])
        yield from spool.read((folder / answer["file"]).open("rb"))


def written(folder: Path, order: Mapping[str, object]) -> None:
    environment = {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        COMMAND, cwd=folder, env=environment, stdin=subprocess.PIPE, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        try:
            _out, said = child.communicate(json.dumps(order), timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise EngineProblem("stopped") from error
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode:
        # the last line names the kind of fault first; what follows may hold values
        kind = (said.strip().rsplit("\n", 1)[-1].split(":")[0])[:80]
        log.error("Writing %s ended with %d: %s", order["form"], child.returncode, kind)
        raise EngineProblem("failed")
