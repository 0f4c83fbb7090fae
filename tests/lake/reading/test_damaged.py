"""Damaged bytes, read apart: a refusal or a reading, and the caller lives."""

import random
import zipfile
from pathlib import Path

import duckdb
import pytest

from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable
from tests.lake.reading.hostile import write

ONE = Limits(threads=1)
WRITTEN = {
    "a.fgb": "FORMAT GDAL, DRIVER 'FlatGeobuf', SRS 'EPSG:4326'",
    "a.gpkg": "FORMAT GDAL, DRIVER 'GPKG', SRS 'EPSG:4326'",
    "a.shp": "FORMAT GDAL, DRIVER 'ESRI Shapefile', SRS 'EPSG:4326'",
    "a.parquet": "FORMAT parquet",
}
NAMES = ("a.fgb", "a.gpkg", "a.zip", "a.parquet")
CASES = [(name, seed) for name in NAMES for seed in range(8)]
REFUSALS = {"damaged", "ended", "empty", "memory", "malformed", "unknown_format"}  # none is a bug
FEW = {("a.fgb", 3), ("a.zip", 2)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A folder of small files that read whole."""
    folder = tmp_path_factory.mktemp("sound")
    write(folder, tmp_path_factory.mktemp("workshop"), WRITTEN)
    return folder


def damaged(sound: Path, name: str, seed: int) -> bytes:
    """Bits flipped, a stretch overwritten or the end cut off; a shapefile is damaged in its zip."""
    chance = random.Random(f"{name} {seed}")
    if name != "a.zip":
        return _hurt((sound / name).read_bytes(), chance, seed)
    target = sound / "made.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in (".shp", ".shx", ".dbf"):
            content = (sound / "a.shp").with_suffix(part).read_bytes()
            archive.writestr(f"a{part}", _hurt(content, chance, seed))
    return target.read_bytes()


def _hurt(content: bytes, chance: random.Random, seed: int) -> bytes:
    out = bytearray(content)
    if seed % 4 == 0:
        return bytes(out[: chance.randrange(32, len(out))])
    if seed % 4 == 1:
        start = chance.randrange(16, len(out))
        out[start : start + 64] = chance.randbytes(len(out[start : start + 64]))
        return bytes(out)
    for _ in range(4 ** (seed % 4)):
        out[chance.randrange(8, len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


@pytest.mark.parametrize(
    ("name", "seed"),
    [case if case in FEW else pytest.param(*case, marks=pytest.mark.prove) for case in CASES],
)
def test_a_damaged_file_gives_a_refusal_or_a_reading_and_leaves_nothing(
    tmp_path, sound, name, seed
):
    path, rows = tmp_path / name, tmp_path / "rows.parquet"
    path.write_bytes(damaged(sound, name, seed))
    found, refused = outcome(path, rows)
    assert (found is None) == (refused is not None)
    assert rows.is_file() == (found is not None)
    assert refused is None or (refused.code in REFUSALS and refused.sentence())
    assert {each.name for each in tmp_path.iterdir()} - {rows.name} == {name}


def outcome(path: Path, rows: Path) -> tuple[apart.Read | None, Unreadable | None]:
    try:
        return apart.read(path, rows, limits=ONE), None
    except Unreadable as refused:
        return None, refused


@pytest.mark.parametrize(
    "name",
    [name if name == "a.zip" else pytest.param(name, marks=pytest.mark.prove) for name in NAMES],
)
def test_the_files_that_are_damaged_read_whole_before(tmp_path, sound, name):
    path = tmp_path / name
    if name == "a.zip":
        with zipfile.ZipFile(path, "w") as archive:
            for part in (".shp", ".shx", ".dbf", ".prj"):
                archive.write((sound / "a.shp").with_suffix(part), f"a{part}")
    else:
        path.write_bytes((sound / name).read_bytes())
    found = apart.read(path, tmp_path / "rows.parquet", limits=ONE)
    assert (found.rows, [each.title for each in found.columns][-2:]) == (40, ["nombre", "voie"])


def test_lines_that_stand_on_several_are_read_though_a_file_is_cut_anywhere(tmp_path):
    """Several threads begin anywhere in the file; where they can not, one reads it whole."""
    small = Limits(line=64 * 2**10)  # buffers of 128 kB
    text = "\n".join(f'"fait, {n}"' for n in range(3_000))
    lines = [f'{n};"{text[: 400 * (n % 90)].replace(chr(34), chr(34) * 2)}"' for n in range(200)]
    path = tmp_path / "longues.csv"
    path.write_text("a;b\n" + "\n".join(lines) + "\n", "utf-8")
    found = apart.read(path, tmp_path / "rows.parquet", limits=small)
    assert found
    kept = duckdb.read_parquet(str(tmp_path / "rows.parquet"))
    assert kept.aggregate("count(*), max(length(b))").fetchone() == (200, 400 * 89)
