"""Five thousand hostile files, each from its seed: a clear refusal or a right reading in five
seconds of work and one gigabyte, and nothing is left behind."""

from __future__ import annotations

import resource
import zipfile
from pathlib import Path

import pytest

from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable
from tests.lake.reading import hostile

ONE = Limits(threads=1)
BOUNDS = apart.Bounds(cpu=5)  # seconds of work: what the clock says depends on the neighbours
BATCH, FILES = 25, 5_000
BATCHES = FILES // BATCH
MEMORY = 2**20  # KiB
OURS = {"failed", "too_long"}  # never the file's fault, or too slow
WRITTEN = {
    "a.fgb": "FORMAT GDAL, DRIVER 'FlatGeobuf', SRS 'EPSG:4326'",
    "a.gpkg": "FORMAT GDAL, DRIVER 'GPKG', SRS 'EPSG:4326'",
    "a.geojson": "FORMAT GDAL, DRIVER 'GeoJSON', SRS 'EPSG:4326'",
    "a.parquet": "FORMAT parquet",
    "a.csv": "FORMAT csv",
    "b.csv.gz": "FORMAT csv, COMPRESSION gzip",
    "a.json": "FORMAT json, ARRAY true",
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A folder of small files that read whole."""
    folder = tmp_path_factory.mktemp("sound")
    hostile.write(folder, tmp_path_factory.mktemp("workshop"), WRITTEN)
    with zipfile.ZipFile(folder / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("c.csv", (folder / "a.csv").read_bytes())
    return folder


def living_in(folder: Path) -> list[str]:
    """The processes that work in `folder`; other tests of this worker may have theirs."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cwd"):
        try:
            place = each.readlink()
        except OSError:  # it has just ended, or it is another user's
            continue
        if place.is_relative_to(folder):
            found.append(each.parent.name)
    return found


def tried(folder: Path, sound: Path, kind: str, seed: int) -> None:
    given = hostile.made(kind, seed, sound)
    path, rows = folder / given.name, folder / "rows.parquet"
    path.write_bytes(given.content)
    refused, found = None, None
    try:
        found = apart.read(path, rows, limits=ONE, bounds=BOUNDS)
    except Unreadable as error:
        refused = error
    said = f"{kind} {seed}: {refused.code if refused else found}"
    assert refused is None or (refused.code not in OURS and refused.sentence()), said
    assert not given.refused or (refused and refused.code == given.refused), said
    assert given.rows is None or (found and found.rows == given.rows), said
    assert {each.name for each in folder.iterdir()} == {path.name} | (
        {rows.name} if found else set()
    )
    assert not living_in(folder)
    path.unlink()
    rows.unlink(missing_ok=True)


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_one_hostile_file_of_each_kind(tmp_path, sound, kind):
    tried(tmp_path, sound, kind, 0)


@pytest.mark.prove
@pytest.mark.parametrize("batch", range(BATCHES))
def test_five_thousand_hostile_files(tmp_path, sound, batch):
    kinds = sorted(hostile.KINDS)
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        tried(tmp_path, sound, kinds[seed % len(kinds)], seed)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY
