"""Files that somebody made to do harm, or that the road damaged: each kind from a seed."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import zstandard

from parvis.lake import engine, quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.unpack import ENCRYPTED

PACKERS = (gzip.open, bz2.open, lzma.open, zstandard.open)
ENDINGS = ("csv", "xlsx", "json", "geojson", "parquet", "gpkg", "fgb", "zip", "shp", "kml", "ods")
HEADS = (b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\x7fELF\x02\x01\x01", b"MZ\x90\0", b"GIF89a",
         b"<html><body>", b"<?xml version='1.0'?><kml>", b"PAR1", b"SQLite format 3\0", b"fgb\x03",
         b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"[",
         b'{"a":')  # fmt: skip
FORMULAS = (
    '=HYPERLINK("http://x.example";"a")', "@SUM(1+1)*cmd|' /C calc'!A0", "+1+cmd", "-2+3", "=1+1",
    '=IMPORTXML(CONCAT("//"; A1))', "\t=1", "=cmd|'/C notepad'!A1",
)  # fmt: skip
STATEMENTS = (
    "'); DROP TABLE raw; --", "\"; COPY raw TO 'x'", "a' || (SELECT 1) || '", "{v}", "c0", "shape",
    "rowid", "%s %(a)s", "\\", "''", '""', "/* */", "$1", "é" * 300, "SELECT",
)  # fmt: skip
VALUES = (
    "1e999", "-1e-999", "9" * 37, "9" * 400, "31/02/2026", "0000-00-00", "9999-99-99", "24:61",
    "NaN", "inf", "-0", "+", "1,2,3", "1970-01-01T00:00:00+99:99", "0x1F", "1_000", "٣", "½",
)  # fmt: skip
MARKS = (";", ",", '"', "'", "\n", "\r", "\r\n", "\t", "a", "1", " ", "\\", "|")
NO_PLACES: tuple[object, ...] = (
    [], [1], ["a", "b"], [1e999, -1e999], [[1, 2], [3]], None, [181, 91, 1, 2, 3], {}, [[[]]],
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """`rows`: how many a right reading gives; None when a refusal is as right."""

    name: str
    content: bytes
    rows: int | None = None
    refused: str = ""  # the code of the only right answer, if one is


def write(folder: Path, workshop: Path, formats: dict[str, str]) -> None:
    """Files that read whole: names → how the engine writes them."""
    link = engine.workshop(workshop, Limits(threads=1), (folder,))
    for name, how in formats.items():
        point = "st_point(-1.6 + i / 1000, 48.1)"
        shape = point if "GDAL" in how or "parquet" in how else f"st_astext({point})"
        link.execute(
            f"COPY (SELECT i AS nombre, 'rue ' || i AS voie, {shape} AS geom FROM range(40) t(i))"
            f" TO {quoting.text(str(folder / name))} ({how})"
        )
    link.close()


def made(kind: str, seed: int, sound: Path) -> Hostile:
    """`sound`: a folder of files that read whole."""
    return KINDS[kind](random.Random(f"{kind} {seed}"), sound)


def _sound(chance: random.Random, sound: Path) -> Path:
    return chance.choice(sorted(sound.iterdir()))


def truncated(chance: random.Random, sound: Path) -> Hostile:
    path = _sound(chance, sound)
    content = path.read_bytes()
    return Hostile(path.name, content[: chance.randrange(1, len(content))])


def overwritten(chance: random.Random, sound: Path) -> Hostile:
    path = _sound(chance, sound)
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 8, 64))):
        at = chance.randrange(len(content))
        content[at : at + chance.choice((1, 4))] = chance.randbytes(chance.choice((1, 4)))
    return Hostile(path.name, bytes(content))


def misnamed(chance: random.Random, sound: Path) -> Hostile:
    """The content of one format, or none, under the name of another."""
    name = f"f.{chance.choice(ENDINGS)}"
    if chance.random() < 0.5:
        return Hostile(name, _sound(chance, sound).read_bytes())
    return Hostile(name, chance.choice(HEADS) + chance.randbytes(chance.randrange(0, 4_000)))


def bomb(chance: random.Random, _sound: Path) -> Hostile:
    """Hundreds of megabytes in some kilobytes. Never held whole: a process that is started counts
    as its own what the one that starts it has held."""
    piece = chance.choice((b"\0", b"a;b\n", b"1", b" ")) * 2**20
    if chance.random() < 0.5:
        packed = io.BytesIO()
        with chance.choice(PACKERS)(packed, "wb") as out:
            for _ in range(chance.randrange(80, 200)):
                out.write(piece)
        return Hostile("f.csv", packed.getvalue(), refused="bomb")
    name, least = chance.choice((("f.csv", 80), ("content.xml", 520), ("xl/workbook.xml", 520)))
    archived = io.BytesIO()
    with (
        zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(chance.randrange(least, least + 80)):
            member.write(piece)
    return Hostile("f.zip", archived.getvalue(), refused="bomb")


def members(chance: random.Random, _sound: Path) -> Hostile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(chance.randrange(1_001, 3_000)):
            archive.writestr(f"{number}.csv", b"a;b\n1;2\n")
    return Hostile("f.zip", out.getvalue(), refused="bomb")


def columns(chance: random.Random, _sound: Path) -> Hostile:
    count = chance.randrange(2_001, 20_000)
    mark = chance.choice(";,\t|")
    lines = [mark.join(f"t{i}" for i in range(count)), mark.join("1" * count)]
    return Hostile("f.csv", "\n".join(lines).encode(), refused="too_many_columns")


def formulas(chance: random.Random, _sound: Path) -> Hostile:
    lines = [f"{i};{_quoted(chance.choice(FORMULAS))}" for i in range(chance.randrange(1, 200))]
    return Hostile("f.csv", "\n".join(["n;t", *lines]).encode(), rows=len(lines))


def statements(chance: random.Random, _sound: Path) -> Hostile:
    """Titles and values that mean something to an engine."""
    width, count = chance.randrange(2, 9), chance.randrange(1, 40)
    lines = [
        ";".join(_quoted(chance.choice(STATEMENTS)) for _ in range(width)) for _ in range(count + 1)
    ]
    return Hostile("f.csv", "\n".join(lines).encode(), rows=None)


def extremes(chance: random.Random, _sound: Path) -> Hostile:
    lines = [f"{i};{_quoted(chance.choice(VALUES))}" for i in range(chance.randrange(1, 200))]
    return Hostile("f.csv", "\n".join(["n;t", *lines]).encode(), rows=len(lines))


def nul(chance: random.Random, _sound: Path) -> Hostile:
    content = bytearray(b"a;b\n" + b"1;texte\n" * chance.randrange(1, 5_000))
    content[chance.randrange(4, len(content))] = 0
    return Hostile("f.csv", bytes(content), refused="nul")


def huge(chance: random.Random, _sound: Path) -> Hostile:
    """A value of many megabytes, or a quote that is not closed."""
    size = chance.randrange(9, 24) * 2**20
    if chance.random() < 0.5:
        return Hostile("f.csv", b"a;b\n1;" + b"x" * size + b"\n2;y\n", refused="huge_field")
    return Hostile("f.csv", b'a;b\n1;"' + b"x;y\n" * (size // 4))


def unsafe(chance: random.Random, _sound: Path) -> Hostile:
    """A link, a way out, a password."""
    out = io.BytesIO()
    way = chance.choice(("../", "/etc/", "a/../../", "..\\"))
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("f.csv" if chance.random() < 0.5 else f"{way}f.csv")
        if info.filename == "f.csv":
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, chance.choice((b"/etc/passwd", b"../../f", b"a;b\n1;2\n")))
    content = bytearray(out.getvalue())
    if chance.random() < 0.3:
        content[6] |= ENCRYPTED
        content[content.index(b"PK\x01\x02") + 8] |= ENCRYPTED
        return Hostile("f.zip", bytes(content), refused="encrypted")
    return Hostile("f.zip", bytes(content), refused="archive_unsafe")


def encodings(chance: random.Random, _sound: Path) -> Hostile:
    start = chance.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"nom;lieu\n\xc3\xa9;"))
    return Hostile("f.csv", start + chance.randbytes(chance.randrange(1, 3_000)))


def punctuation(chance: random.Random, _sound: Path) -> Hostile:
    """What a table is written with, in any order."""
    pieces = chance.choices(MARKS, k=chance.randrange(1, 4_000))
    return Hostile("f.csv", "".join(pieces).encode())


def objects(chance: random.Random, _sound: Path) -> Hostile:
    deep = chance.randrange(10, 50_000)
    return Hostile("f.json", chance.choice((
        lambda: b"[" * deep,
        lambda: b'[{"a":' + b"[" * deep + b"]" * deep + b"}]",
        lambda: b'{"a":' * deep + b"1" + b"}" * deep,
        lambda: json.dumps([{f"k{i}": i for i in range(deep)}]).encode(),
        lambda: b'[{"a": 1, "a": 2}, {"A": 3}, {"": 4}, 5, null]',
        lambda: b'[{"a": NaN}, {"a": 1e999}, {"a": ' + b"9" * deep + b"}]",
        lambda: json.dumps([{chance.choice(STATEMENTS): chance.choice(VALUES)}] * 9).encode(),
        lambda: b'[{"a": "\\ud800"}, {"a": "\\u0000"}]',
    ))())  # fmt: skip


def places(chance: random.Random, _sound: Path) -> Hostile:
    """Geometries that are none, and XML that opens others' files or grows."""
    features = [
        {"type": "Feature", "properties": {"n": i}, "geometry": {
            "type": chance.choice(("Point", "Polygon", "LineString", "Nothing", "MultiPolygon")),
            "coordinates": chance.choice(NO_PLACES)}}
        for i in range(chance.randrange(1, 30))
    ]  # fmt: skip
    layers = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    outside = '<!ENTITY l11 SYSTEM "file:///etc/passwd">'
    entity = chance.choice((outside, f'<!ENTITY l0 "ha">{layers}'))
    point = "<Placemark><name>&l11;</name><Point><coordinates>1,2</coordinates></Point></Placemark>"
    if chance.random() < 0.7:
        content = json.dumps({"type": "FeatureCollection", "features": features})
        return Hostile("f.geojson", content.encode())
    return Hostile("f.kml", (
        f"<?xml version='1.0'?><!DOCTYPE kml [{entity}]>"
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{point}</Document></kml>'
    ).encode())  # fmt: skip


KINDS: dict[str, Callable[[random.Random, Path], Hostile]] = {
    each.__name__: each
    for each in (truncated, overwritten, misnamed, bomb, members, columns, formulas, statements,
                 extremes, nul, huge, unsafe, encodings, punctuation, objects, places)
}  # fmt: skip


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
