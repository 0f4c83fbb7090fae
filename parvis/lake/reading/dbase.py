"""The encoding of the texts of a Shapefile, which stand in its dBase table.

Most of them say none, or one that the engine's GDAL, built without iconv, can not decode: it then
gives bytes that are no text. It is asked for ISO-8859-1, of which each byte is one character, and
these are turned into what the bytes mean.
"""

from __future__ import annotations

import codecs
import re
import shutil
from pathlib import Path

from parvis.lake import quoting
from parvis.lake.reading import text
from parvis.lake.refusals import Unreadable

UTF_8, BYTES = "utf-8", "iso-8859-1"


PARTS = (".shp", ".shx", ".dbf", ".prj")


def named(path: Path, folder: Path) -> tuple[Path, str]:
    """The Shapefile `path` under plain names in `folder`, with a .cpg that GDAL decodes, and the
    encoding of its texts. Unreadable when parts of it are missing."""
    stem = path.stem.casefold()
    beside = (each for each in path.parent.iterdir() if each.stem.casefold() == stem)
    parts = {each.suffix.lower(): each for each in beside}
    if not {".shx", ".dbf"} <= set(parts):
        raise Unreadable("parts", name=path.name)
    place = folder / "shapes"
    place.mkdir()
    for ending in PARTS:
        if ending in parts:
            (place / f"{path.stem}{ending}").symlink_to(parts[ending].absolute())
    name = _encoding(parts, place)
    asked = UTF_8 if name == UTF_8 else BYTES
    (place / f"{path.stem}.cpg").write_text(asked.upper(), encoding="ascii")
    return place / f"{path.stem}.shp", name


def _encoding(parts: dict[str, Path], folder: Path) -> str:
    """UTF-8 when all of the table is, else what its .cpg says, else the likeliest."""
    records = folder / "records.txt"
    with parts[".dbf"].open("rb") as source, records.open("wb") as out:
        begins = int.from_bytes(source.read(10)[8:], "little")
        source.seek(begins)
        shutil.copyfileobj(source, out)
    if records.stat().st_size == 0:
        return UTF_8
    found = text.encoding(records)
    records.unlink()
    said = _said(parts[".cpg"]) if ".cpg" in parts and found != UTF_8 else None
    return said or found


def meant(sql: str, name: str) -> str:
    """The SQL of a text of the file that `named` makes."""
    letters = {} if name == UTF_8 else _letters(name)
    if not letters:
        return sql
    before, after = "".join(letters), "".join(letters.values())
    return f"translate({sql}, {quoting.text(before)}, {quoting.text(after)})"


def _letters(name: str) -> dict[str, str]:
    letters = {}
    for byte in range(128, 256):
        letter = bytes([byte]).decode(name, errors="ignore")
        if letter and letter != chr(byte):
            letters[chr(byte)] = letter
    return letters


def _said(path: Path) -> str | None:
    """The encoding of one byte a letter that a .cpg names: `1252`, `ANSI 1252`, `ISO-8859-15`."""
    told = path.read_bytes()[:40].decode("ascii", errors="ignore").strip().casefold()
    if found := re.fullmatch(r"(?:iso[ _-]?)?8859[ _-]?(\d{1,2})", told):
        told = f"iso-8859-{found[1]}"
    elif found := re.fullmatch(r"(?:ansi|oem|cp|windows)?[ _-]?(\d{3,4})", told):
        told = f"cp{found[1]}"
    try:
        name = codecs.lookup(told).name
        single = len(b"\xc3\xa9".decode(name, errors="replace")) == 2
    except (LookupError, ValueError):
        return None
    return name if single else None
